"""Parameters that several algorithms share, each with its help, and short ways to declare the others."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..translation import tr

MATCHERS = ("compact", "poc", "roma")
LEARNED = ("compact", "roma")
DEVICES = ("auto", "cpu", "cuda")

Definition = QgsProcessingParameterDefinition


def advanced(definition: Definition) -> Definition:
    """`definition`, shown under "Advanced parameters"."""
    definition.setFlags(definition.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return definition


def with_help(definition: Definition, text: str) -> Definition:
    """`definition` with its explanation, shown as tool tip and in the help of the algorithm."""
    definition.setHelp(text)
    return definition


def raster(name: str, title: str, text: str, optional: bool = False) -> Definition:
    """A raster: a layer of the project or a file."""
    return with_help(QgsProcessingParameterRasterLayer(name, title, optional=optional), text)


def raster_output(name: str, title: str, text: str, on_request: bool = False) -> Definition:
    """A raster that the algorithm makes: always, or only when the user asks for it."""
    definition = QgsProcessingParameterRasterDestination(
        name, title, optional=on_request, createByDefault=not on_request
    )
    return with_help(definition, text)


def file_output(name: str, title: str, text: str, file_filter: str, by_default: bool = True) -> Definition:
    """A file that the algorithm makes when the user wants it."""
    definition = QgsProcessingParameterFileDestination(
        name, title, fileFilter=file_filter, optional=True, createByDefault=by_default
    )
    return with_help(definition, text)


def folder_output(name: str, title: str, text: str) -> Definition:
    """A folder that the algorithm fills."""
    return with_help(QgsProcessingParameterFolderDestination(name, title), text)


def report(text: str) -> Definition:
    """An HTML report; QGIS lists it in the result viewer."""
    return file_output("REPORT", "Report", text, "HTML files (*.html)")


def number(name: str, title: str, text: str, default: float | None = None, **limits: Any) -> Definition:
    """A number; `limits` are minValue and maxValue. Without a default it is optional."""
    definition = QgsProcessingParameterNumber(
        name, title, QgsProcessingParameterNumber.Type.Double, default, optional=default is None, **limits
    )
    return with_help(definition, text)


def whole_number(name: str, title: str, text: str, default: int, **limits: Any) -> Definition:
    """A whole number; `limits` are minValue and maxValue."""
    return with_help(
        QgsProcessingParameterNumber(name, title, QgsProcessingParameterNumber.Type.Integer, default, **limits), text
    )


def word(name: str, title: str, explanation: str) -> Definition:
    """An optional word that few need."""
    return advanced(with_help(QgsProcessingParameterString(name, title, optional=True), explanation))


def choice(name: str, title: str, text: str, options: tuple[str, ...]) -> Definition:
    """One of `options`, by its own text so that scripts and models stay readable; the first is the default."""
    definition = QgsProcessingParameterEnum(
        name, title, options=list(options), defaultValue=options[0], usesStaticStrings=True
    )
    return with_help(definition, text)


def images() -> list[Definition]:
    """The two images of a pair."""
    either = "An imported image, or a SAR product that is imported on the fly."
    return [
        raster(
            "REFERENCE",
            "Reference image",
            f"The image whose pixels become points of the elevation model; take the steeper one of the two. {either}",
        ),
        raster("SECONDARY", "Secondary image", f"The image of the same ground from the other flight track. {either}"),
    ]


def terrain() -> list[Definition]:
    """What is known about the terrain beforehand."""
    return [
        raster(
            "DEM",
            "Elevation model of the area",
            "A coarse elevation model that narrows the search (optional). Any CRS; heights in metres above the "
            "WGS-84 ellipsoid, or above the datum its CRS names.",
            optional=True,
        ),
        number(
            "MIN_HEIGHT",
            "Lowest height [m]",
            "No ground of the scene lies lower, in metres above the WGS-84 ellipsoid. Left empty it follows from the "
            "elevation model; without one it is searched in the images.",
        ),
        number(
            "MAX_HEIGHT",
            "Highest height [m]",
            "No ground of the scene lies higher, in metres above the WGS-84 ellipsoid. Left empty it is found like the "
            "lowest. A tight range makes matching faster and safer.",
        ),
    ]


def heights_problem(algorithm: Any, parameters: dict, context: Any) -> str:
    """An inverted height range, as a sentence."""
    if any(parameters.get(name) is None for name in ("MIN_HEIGHT", "MAX_HEIGHT")):
        return ""
    low = algorithm.parameterAsDouble(parameters, "MIN_HEIGHT", context)
    high = algorithm.parameterAsDouble(parameters, "MAX_HEIGHT", context)
    if low < high:
        return ""
    message = tr("The lowest height {low} m is not below the highest height {high} m; exchange or correct them.")
    return message.format(low=f"{low:g}", high=f"{high:g}")


def opposite_sides() -> Definition:
    """Permission to match images from opposite look sides."""
    definition = QgsProcessingParameterBoolean("ALLOW_OPPOSITE_SIDES", "Allow opposite look sides", False)
    text = (
        "Images taken from opposite sides show bright and dark slopes exchanged and rarely match; such pairs are "
        "refused unless you insist here."
    )
    return advanced(with_help(definition, text))


def patch_grid() -> list[Definition]:
    """How the images are cut."""
    return [
        advanced(
            whole_number(
                "PATCH_SIZE",
                "Patch size [px]",
                "Side of the square windows of the reference image that are matched one by one. Larger patches need "
                "more memory.",
                512,
                minValue=64,
                maxValue=4096,
            )
        ),
        advanced(
            whole_number(
                "OVERLAP",
                "Overlap [px]",
                "Width of the strip that neighbouring patches share; the results are blended there.",
                64,
                minValue=0,
                maxValue=2048,
            )
        ),
    ]


def overlap_problem(algorithm: Any, parameters: dict, context: Any) -> str:
    """Patches that would be all overlap, as a sentence."""
    size = algorithm.parameterAsInt(parameters, "PATCH_SIZE", context)
    overlap = algorithm.parameterAsInt(parameters, "OVERLAP", context)
    if 2 * overlap < size:
        return ""
    message = tr("The overlap {overlap} px is not less than half the patch size {size} px; choose a smaller overlap.")
    return message.format(overlap=overlap, size=size)


def matching() -> list[Definition]:
    """How patches are matched."""
    return [
        choice(
            "MATCHER",
            "Matcher",
            "How corresponding pixels are found. compact: a small neural network trained on SAR pairs, the most "
            "accurate; its weights come with the plugin. poc: phase-only correlation from coarse to fine, the "
            "conventional method; needs no training. roma: RoMa, a large network trained on photographs; needs the "
            "Python package romatch, weights that Download weights of RoMa fetches, 6 GB of memory and minutes a patch "
            "where there is no graphics card.",
            MATCHERS,
        ),
        advanced(
            with_help(
                QgsProcessingParameterFile("WEIGHTS", "Weights of the matcher", optional=True),
                "File with weights of a learned matcher, such as Fine-tune matcher writes (optional); without it the "
                "bundled ones. roma needs one, such as Download weights of RoMa writes; poc has none.",
            )
        ),
        advanced(
            choice(
                "DEVICE",
                "Device",
                "Where the matcher computes: auto takes a CUDA graphics card when there is one.",
                DEVICES,
            )
        ),
    ]


def looks() -> list[Definition]:
    """Multilooking."""
    return [
        whole_number(
            "LOOKS_AZIMUTH",
            "Looks in azimuth",
            "Number of image lines averaged into one. More looks mean less speckle and coarser pixels.",
            1,
            minValue=1,
            maxValue=64,
        ),
        whole_number(
            "LOOKS_RANGE", "Looks in range", "Number of range samples averaged into one.", 1, minValue=1, maxValue=64
        ),
    ]


def map_grid() -> list[Definition]:
    """The grid of the elevation model."""
    return [
        with_help(
            QgsProcessingParameterCrs("CRS", "CRS of the elevation model", optional=True),
            "Left empty, the UTM zone of the scene is taken.",
        ),
        number(
            "PIXEL_SIZE",
            "Pixel size [m]",
            "Cell size of the elevation model. Left empty, it follows from the pixel spacing on the ground.",
            minValue=1e-9,
        ),
    ]


def vertical_datum() -> Definition:
    """What heights of the elevation raster are counted from."""
    definition = QgsProcessingParameterString("VERTICAL", "Vertical datum of the elevation", "ellipsoid")
    text = (
        "ellipsoid: WGS-84. Else the code of a vertical datum whose geoid grid is installed, such as EPSG:5773 "
        "(EGM96), or the path of a raster with the geoid's height above the ellipsoid. Point cloud and slant layers "
        "keep heights above the ellipsoid."
    )
    return advanced(with_help(definition, text))


ELEVATION_STYLES = {
    "ELEVATION": "elevation",
    "ERROR": "error",
    "MASK": "mask",
    "CERTAINTY": "certainty",
    "SLANT": "slant",
}
"""Of the outputs that measuring elevation has; see `EngineAlgorithm.STYLES`."""


def elevation_outputs() -> list[Definition]:
    """The two rasters that are the purpose of it all."""
    return [
        raster_output(
            "ELEVATION", "Elevation", "Heights in metres above the vertical datum; nodata where nothing was measured."
        ),
        raster_output(
            "ERROR",
            "Error",
            "Expected error (1 sigma, metres) of every height. Where Refine geometry, the expected errors or the "
            "images' files say how well the tracks are known, band 1 is the whole error, band 2 that of matching, band "
            "3 that of the navigation, which neighbours share; else the error of matching alone.",
        ),
    ]


def void_handling() -> list[Definition]:
    """What is dropped, and what is filled."""
    return [
        advanced(
            number(
                "MIN_CERTAINTY",
                "Least certainty",
                "Matches that the matcher holds for less likely to be right than this (0 to 1) are dropped.",
                0.1,
                minValue=0.0,
                maxValue=0.99,
            )
        ),
        advanced(
            number(
                "FILL_HOLES",
                "Fill holes up to [m]",
                "Holes that reach no farther than this from measured cells are filled from their rims, with an error "
                "that grows with the distance; the mask marks them. 0 fills none.",
                0.0,
                minValue=0.0,
            )
        ),
    ]


def smoothing() -> Definition:
    """Smoothing that leaves edges; off unless asked for."""
    text = (
        "Measured heights are smoothed over about so many cells, but not across steps that their errors do not "
        "explain. The error stays: neighbours err together. 0 leaves heights as they were measured."
    )
    return advanced(number("SMOOTH", "Smooth over [cells]", text, 0.0, minValue=0.0, maxValue=5.0))


def navigation_errors() -> list[Definition]:
    """How well the tracks of both flights are known."""
    end = "per image. Left empty, what the image's file states; 0 if it is known to be none."
    rows = (
        ("RANGE", "range bias [m]", "One standard deviation of the bias of the slant ranges, atmosphere included,"),
        ("ALONG", "error along the track [m]", "One standard deviation of the azimuth times' bias, times the speed,"),
        ("TRACK", "error of the track [m]", "One standard deviation of the track's position across it and in height,"),
        ("DRIFT", "drift of the track [m/s]", "One standard deviation of the rate at which the track's error changes,"),
    )
    return [
        advanced(number(f"SIGMA_{name}", f"Expected {title}", f"{text} {end}", minValue=0.0, maxValue=1000.0))
        for name, title, text in rows
    ]


def void_outputs() -> list[Definition]:
    """What is made on request beside the two rasters."""
    return [
        raster_output(
            "MASK",
            "Reasons of voids",
            "A code for every cell that says why it has a height or none: layover or shadow and in which image, no "
            "signal, directions that disagree, and so on. The legend has the words.",
            on_request=True,
        ),
        advanced(
            raster_output(
                "CERTAINTY",
                "Certainty",
                "How sure the matcher is of the matches behind every height, 0 to 1.",
                on_request=True,
            )
        ),
        file_output(
            "POINTS",
            "Point cloud",
            "Every measured pixel as a point, with its error, certainty and the residual of the intersection.",
            "LAZ files (*.laz);;LAS files (*.las)",
            by_default=False,
        ),
        advanced(
            raster_output(
                "SLANT",
                "Elevation in slant range",
                "Elevation, error and code of every pixel of the reference image, in its own geometry.",
                on_request=True,
            )
        ),
    ]
