"""Units that files of other programs state, as factors to those of this engine: s, degrees, m, m/s."""

import math

TIME = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("ms", "msec", "millisec"), 1e-3),
    **dict.fromkeys(("us", "µs", "μs", "microsec"), 1e-6),
    **dict.fromkeys(("min", "minutes"), 60.0),
    **dict.fromkeys(("h", "hours"), 3600.0),
}
ANGLE = {
    **dict.fromkeys(("deg", "degree", "degrees", "°", "º"), 1.0),
    **dict.fromkeys(("rad", "radian", "radians"), math.degrees(1.0)),
}
LENGTH = {
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), 1.0),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), 1e3),
    **dict.fromkeys(("dm", "decimetres", "decimeters"), 1e-1),
    **dict.fromkeys(("cm", "centimetres", "centimeters"), 1e-2),
    **dict.fromkeys(("mm", "millimetres", "millimeters"), 1e-3),
    **dict.fromkeys(("ft", "foot", "feet", "ift", "ftint", "internationalfoot", "internationalfeet"), 0.3048),
    **dict.fromkeys(("usft", "ftus", "sft", "surveyfoot", "surveyfeet"), 1200.0 / 3937.0),
    **dict.fromkeys(("ussurveyfoot", "ussurveyfeet", "usfoot", "usfeet"), 1200.0 / 3937.0),
    **dict.fromkeys(("yd", "yard", "yards"), 0.9144),
}
SPEED = {
    **dict.fromkeys(("m/s", "ms", "mps"), 1.0),
    **dict.fromkeys(("km/h", "kmh", "kph"), 1.0 / 3.6),
    **dict.fromkeys(("km/s", "kms"), 1e3),
    **dict.fromkeys(("ft/s", "fts", "fps"), 0.3048),
    **dict.fromkeys(("kn", "kt", "knots"), 1852.0 / 3600.0),
}
PIXEL = dict.fromkeys(("px", "pixel", "pixels"), 1.0)
