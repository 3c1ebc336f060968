"""The Processing algorithms, in the order of the workflow."""

from .checkpair import CheckPair
from .comparematchers import CompareMatchers
from .createpatches import CreatePatches
from .createtrainingset import CreateTrainingSet
from .diagnostics import Diagnostics
from .downloadweights import DownloadWeights
from .evaluate import Evaluate
from .finetune import FineTune
from .importimage import ImportImage
from .makegeometry import MakeGeometry
from .matchpatches import MatchPatches
from .mergeelevations import MergeElevations
from .refinegeometry import RefineGeometry
from .setupengine import SetupEngine
from .simulatepair import SimulatePair
from .stereodsm import StereoDsm
from .triangulate import Triangulate

ALGORITHMS = (
    SetupEngine,
    Diagnostics,
    ImportImage,
    MakeGeometry,
    CheckPair,
    StereoDsm,
    CreatePatches,
    MatchPatches,
    RefineGeometry,
    Triangulate,
    MergeElevations,
    Evaluate,
    CompareMatchers,
    SimulatePair,
    CreateTrainingSet,
    FineTune,
    DownloadWeights,
)
