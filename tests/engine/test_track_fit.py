"""A track from a table of ordinary precision is the smooth track that was flown, and what it really does stays."""

import numpy as np
import pytest
from slant_models import slant_model

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef, local_axes
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.track_csv import read_track
from sar_radargrammetry.engine.sensor.track_fit import fit_track
from sar_radargrammetry.engine.sensor.track_use import check_digits, check_fit, check_ground, check_path, check_rounding
from sar_radargrammetry.engine.sensor.trajectory import Trajectory

ORIGIN = (15.0, 46.5, 6000.0)
SPEED, DURATION = 180.0, 60.0
AXES = np.asarray(local_axes(*ORIGIN[:2]))
FORWARD, ASIDE = np.array([0.6, 0.8, 0.0]) @ AXES, np.array([-0.8, 0.6, 0.5]) @ AXES


def flown(time, gust=0.0):
    """ECEF positions and velocities (n, 3) of a straight flight, or of one with waves of 5 s."""
    phase = 2.0 * np.pi * time / 5.0
    position = geodetic_to_ecef(*ORIGIN) + SPEED * time[:, None] * FORWARD + gust * np.sin(phase)[:, None] * ASIDE
    velocity = SPEED * FORWARD + (gust * 0.4 * np.pi * np.cos(phase))[:, None] * ASIDE
    return position, velocity


def written(path, rate, digits, *, noise=0.0, gust=0.0, velocity_noise=None):
    """A table of the flight as a program writes it."""
    rng = np.random.default_rng(4)
    time = np.arange(0.0, DURATION, 1.0 / rate)
    position, velocity = flown(time, gust)
    lon, lat, height = ecef_to_geodetic(position + rng.normal(0.0, noise or 1e-12, position.shape))
    columns, names = [time], "time,longitude,latitude,height"
    forms = ["%.4f", f"%.{digits}f", f"%.{digits}f", "%.4f"]
    columns += [lon, lat, height]
    if velocity_noise is not None:
        columns += list((velocity + rng.normal(0.0, velocity_noise, velocity.shape)).T)
        forms += ["%.4f"] * 3
        names += ",vx,vy,vz"
    np.savetxt(path, np.stack(columns, -1), forms, ",", header=names, comments="")
    return path


def model_of(trajectory, lines=9000):
    return slant_model(
        lines,
        40,
        trajectory=trajectory,
        first_line_time=20.0,
        line_interval=0.5 / SPEED,
        near_range=8200.0,
        reference_height=300.0,
    )


def shift(track, gust=0.0):
    """Pixels by which the ground of image pixels lies wrong along the flight."""
    fine = np.arange(0.0, DURATION, 0.01)
    line, sample = np.meshgrid(np.linspace(0.0, 8999.0, 400), [0.0, 39.0], indexing="ij")
    truth = model_of(Trajectory.from_state_vectors(fine, *flown(fine, gust)))
    ground, wanted = (image_to_ground(m, line, sample, 300.0) for m in (model_of(track.trajectory), truth))
    return np.linalg.norm(ground - wanted, axis=-1).max() / 0.5


@pytest.mark.parametrize(
    "kind",
    [
        {"rate": 10, "digits": 6},
        {"rate": 10, "digits": 7},
        {"rate": 100, "digits": 7},
        {"rate": 200, "digits": 8},
        {"rate": 100, "digits": 11, "noise": 0.005},
        {"rate": 1, "digits": 7},
        {"rate": 10, "digits": 7, "velocity_noise": 0.002},
    ],
    ids=lambda kind: "-".join(f"{value:g}" for value in kind.values()),
)
def test_rounding_and_noise_do_not_bend_the_geometry(tmp_path, kind):
    track = read_track(written(tmp_path / "track.csv", **kind))
    assert shift(track) <= 0.2
    check_path("track.csv", model_of(track.trajectory))
    said = []
    check_fit("track.csv", track.fit, model_of(track.trajectory), Context(report=said.append))
    assert [message["level"] for message in said] == ["info"]


def test_noise_is_told(tmp_path):
    track = read_track(written(tmp_path / "track.csv", 100, 11, noise=0.005))
    np.testing.assert_allclose(track.fit.position_noise, 0.005, rtol=0.1)
    track = read_track(written(tmp_path / "track.csv", 10, 6))
    # A digit of 1e-6 degrees is 0.11 m in latitude and 0.08 m in longitude; heights have 0.1 mm.
    assert 0.02 < track.fit.position_noise[0] < 0.04
    assert track.fit.position_noise[2] < 1e-3


def test_waves_of_the_flight_stay(tmp_path):
    """3 m within 5 s: exact positions keep them, and velocities do where positions are rounded."""
    assert shift(read_track(written(tmp_path / "a.csv", 100, 11, gust=3.0)), 3.0) <= 0.2
    assert shift(read_track(written(tmp_path / "b.csv", 20, 11, gust=3.0)), 3.0) <= 0.2


def test_velocities_help_where_positions_are_rounded(tmp_path):
    alone = read_track(written(tmp_path / "a.csv", 100, 7, gust=3.0))
    both = read_track(written(tmp_path / "b.csv", 100, 7, gust=3.0, velocity_noise=0.001))
    assert shift(both, 3.0) < 0.3 * shift(alone, 3.0)


def test_predicted_errors_are_those_that_come_out():
    """Monte Carlo: the velocity's errors have the standard deviation that the fit says."""
    time = np.arange(0.0, 20.0, 0.05)
    position, velocity = flown(time, 3.0)
    rng = np.random.default_rng(5)
    units = []
    for _ in range(30):
        fit = fit_track(time, position + rng.normal(0.0, 0.01, position.shape))
        rows = np.searchsorted(time, fit.time)
        error = fit.velocity - velocity[rows]
        error -= (error @ FORWARD)[:, None] * FORWARD
        units.append(np.linalg.norm(error, axis=-1) / fit.velocity_sigma)
    assert np.sqrt(np.mean(np.square(units))) == pytest.approx(1.0, abs=0.3)


def test_what_cannot_be_saved_is_refused(tmp_path):
    track = read_track(written(tmp_path / "track.csv", 10, 6, gust=3.0))
    with pytest.raises(EngineError, match=r"27 mm across and .* uncertain by .* px: too much"):
        check_fit("track.csv", track.fit, model_of(track.trajectory), Context())
    said = []
    track = read_track(written(tmp_path / "track.csv", 10, 7, gust=3.0))
    check_fit("track.csv", track.fit, model_of(track.trajectory), Context(report=said.append))
    assert [message["level"] for message in said] == ["warning"]


@pytest.mark.parametrize(
    ("digits", "level"), [(9, None), (7, "warning"), (6, "refused")], ids=["9 decimals", "7 decimals", "6 decimals"]
)
def test_rounding_of_few_positions_is_told(tmp_path, digits, level):
    """Eight positions, one every 2 s, cannot be smoothed; what their digits do to the image is known all the same."""
    time = np.arange(15.0, 31.0, 2.0)
    lon, lat, height = ecef_to_geodetic(flown(time)[0])
    table = np.stack([time, lon, lat, height], -1)
    forms = ["%.2f", f"%.{digits}f", f"%.{digits}f", "%.4f"]
    np.savetxt(tmp_path / "a.csv", table, forms, ",", header="time,lon,lat,h", comments="")
    track, said = read_track(tmp_path / "a.csv"), []
    model = model_of(track.trajectory, lines=1000)
    if level == "refused":
        with pytest.raises(EngineError, match=r"fewer than 12 positions, .* rounded to 111 mm, .* too much"):
            check_rounding("a.csv", track, model, Context())
        return
    check_rounding("a.csv", track, model, Context(report=said.append))
    assert [message["level"] for message in said] == ([level] if level else [])


def test_predicted_effect_of_rounding_is_that_which_comes_out(tmp_path):
    """Monte Carlo: directions of the velocity among tables that begin elsewhere."""
    shifts, said = [], []
    for start in np.linspace(0.0, 3.0, 25):
        time = np.arange(15.0, 31.0, 2.0)
        lon, lat, height = ecef_to_geodetic(flown(time + start)[0])
        np.savetxt(
            tmp_path / "a.csv",
            np.stack([time, lon, lat, height], -1),
            ["%.2f", "%.7f", "%.7f", "%.4f"],
            ",",
            header="time,lon,lat,h",
            comments="",
        )
        track = read_track(tmp_path / "a.csv")
        check_rounding("a.csv", track, model_of(track.trajectory, 1000), Context(report=said.append))
        times = np.linspace(20.0, 20.0 + 999 * 0.5 / SPEED, 64)
        velocity = track.trajectory.at(times)[1]
        aside = velocity - (velocity @ FORWARD)[:, None] * FORWARD
        shifts.append(8210.0 * np.linalg.norm(aside, axis=-1) / SPEED / 0.5)
    predicted = float(said[0]["fields"]["noise"]["fields"]["pixels"])
    # The prediction has the digits of latitudes for longitudes too, and is that of the worst line.
    assert 0.3 * predicted < np.sqrt(np.mean(np.square(shifts), 0)).max() < 1.3 * predicted


def test_positions_held_between_measurements_are_refused(tmp_path):
    """A staircase has the right mean speed, and no direction: 10 Hz in a table of 100 Hz."""
    time = np.arange(0.0, 30.0, 0.01)
    lon, lat, height = ecef_to_geodetic(flown(np.floor(time * 10.0 + 1e-6) / 10.0)[0])
    table = np.stack([time, lon, lat, height], -1)
    np.savetxt(tmp_path / "a.csv", table, "%.9f", ",", header="time,lon,lat,h", comments="")
    with pytest.raises(EngineError, match="90 % of the positions repeat the one before, first in line 3"):
        read_track(tmp_path / "a.csv")


def test_an_antenna_too_low_for_its_ranges_is_refused():
    """6 km in a column of metres: 6 m above the ellipsoid, below the ground."""
    time = np.arange(0.0, 60.0, 0.1)
    position = flown(time)[0]
    lon, lat, height = ecef_to_geodetic(position)
    trajectory = Trajectory.from_state_vectors(time, geodetic_to_ecef(lon, lat, 1e-3 * height))
    with pytest.raises(EngineError, match=r"is -29\d.* m above the reference height, too low for slant ranges of 8200"):
        check_ground(model_of(trajectory))
    check_ground(model_of(Trajectory.from_state_vectors(time, position)))


def test_a_circle_is_no_track(tmp_path):
    time = np.arange(0.0, 60.0, 0.1)
    turned = 2.0 * np.pi * time / 120.0
    east, north, _ = AXES
    radius = SPEED * 120.0 / (2.0 * np.pi)
    position = geodetic_to_ecef(*ORIGIN) + radius * (np.sin(turned)[:, None] * east + np.cos(turned)[:, None] * north)
    with pytest.raises(EngineError, match=r"turns by \d+ degrees"):
        check_path("circle.csv", model_of(Trajectory.from_state_vectors(time, position)))


def test_lines_too_near_or_too_far_for_any_image():
    time = np.arange(0.0, 60.0, 0.1)
    model = slant_model(
        10, 10, trajectory=Trajectory.from_state_vectors(time, *flown(time)), first_line_time=20.0, line_interval=2.0
    )
    with pytest.raises(EngineError, match="lines lie 360 m apart"):
        check_path("track.csv", model)


HEADS = {
    "time (s),longitude (deg),latitude (deg),altitude (ft)": (1.0, 1.0, 1.0, 1.0 / 0.3048),
    "time,longitude,latitude,altitude_ft": (1.0, 1.0, 1.0, 1.0 / 0.3048),
    "time,longitude,latitude,alt [km]": (1.0, 1.0, 1.0, 1e-3),
    "time,longitude (rad),latitude (rad),height": (1.0, np.radians(1.0), np.radians(1.0), 1.0),
    "time (ms),longitude,latitude,height (HAE m)": (1e3, 1.0, 1.0, 1.0),
    "time_ms,lon_deg,lat_deg,ell. height [m]": (1e3, 1.0, 1.0, 1.0),
    "time,longitude,latitude,height (US survey feet)": (1.0, 1.0, 1.0, 3937.0 / 1200.0),
}


@pytest.mark.parametrize("head", HEADS)
def test_units_that_names_state_are_converted(tmp_path, head):
    time = np.arange(0.0, 30.0, 0.5)
    position, _ = flown(time)
    table = np.stack([time, *ecef_to_geodetic(position)], -1) * HEADS[head]
    np.savetxt(tmp_path / "a.csv", table, "%.13g", ",", header=head, comments="")
    track = read_track(tmp_path / "a.csv").trajectory
    np.testing.assert_allclose(track.at(time[5:-5])[0], position[5:-5], rtol=0, atol=1e-3)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("time,longitude,latitude,height (MSL)", "'height \\(MSL\\)' counts from sea level"),
        ("time,longitude,latitude,height_msl", "'height_msl' counts from sea level"),
        ("time,longitude,latitude,orthometric height", "'orthometric height' counts from sea level"),
        ("time,longitude,latitude,height (furlong)", "states 'furlong', which is no unit of height"),
        ("time (fortnight),longitude,latitude,height", "states 'fortnight', which is no unit of time"),
    ],
)
def test_units_that_are_not_known_are_refused(tmp_path, head, said):
    (tmp_path / "a.csv").write_text(head + "\n0,15,46.5,6000\n1,15.002,46.5,6000\n")
    with pytest.raises(EngineError, match=said):
        read_track(tmp_path / "a.csv")


@pytest.mark.parametrize(("name", "factor"), [("kn", 3600.0 / 1852.0), ("ft/s", 1.0 / 0.3048), ("km/h", 3.6)])
def test_units_of_velocities_are_converted(tmp_path, name, factor):
    time = np.arange(0.0, 30.0, 0.5)
    position, velocity = flown(time)
    head = f"time,x,y,z,vx ({name}),vy ({name}),vz ({name})"
    table = np.concatenate([time[:, None], position, factor * velocity], -1)
    np.savetxt(tmp_path / "a.csv", table, "%.13g", ",", header=head, comments="")
    track = read_track(tmp_path / "a.csv").trajectory
    np.testing.assert_allclose(track.at(time)[1], velocity, rtol=0, atol=1e-3)


def test_of_two_heights_that_above_the_ellipsoid_is_taken(tmp_path):
    rows = "\n".join(f"{t},15,{46.5 + 0.002 * t},5953,6000" for t in range(4))
    (tmp_path / "a.csv").write_text("time,lon,lat,height_msl,hae\n" + rows)
    _, _, height = ecef_to_geodetic(read_track(tmp_path / "a.csv").trajectory.at(1.0)[0])
    assert height == pytest.approx(6000.0, abs=1e-3)


def test_longitudes_may_be_counted_on(tmp_path):
    """A flight over Greenwich, eastward: 359.999 degrees, 360.001 degrees."""
    rows = "\n".join(f"{t},{359.999 + 0.002 * t},46.5,6000" for t in range(3))
    (tmp_path / "a.csv").write_text("time,lon,lat,h\n" + rows)
    lon, _, _ = ecef_to_geodetic(read_track(tmp_path / "a.csv").trajectory.at(1.0)[0])
    assert lon == pytest.approx(0.001, abs=1e-9)


@pytest.mark.parametrize("factor", [1e-3, 10.0, 1e3])
def test_times_in_other_units_show_in_the_speed(tmp_path, factor):
    (tmp_path / "a.csv").write_text(
        f"time,longitude,latitude,height\n0,15,46.5,6000\n{1.0 / factor:g},15.002,46.5,6000\n"
    )
    with pytest.raises(EngineError, match="which no aircraft or satellite does"):
        read_track(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("digits", "metres"), [(5, 1.11), (6, 0.111), (9, 0.001)], ids=["5 decimals", "6 decimals", "9 decimals"]
)
def test_what_the_last_digit_of_a_position_stands_for(tmp_path, digits, metres):
    rows = [f"{t},{15.0:.{digits}f},{46.5 + 0.001 * t:.{digits}f},6000.000" for t in range(3)]
    (tmp_path / "a.csv").write_text("\n".join(["time,longitude,latitude,height", *rows]))
    track = read_track(tmp_path / "a.csv")
    assert track.resolution == pytest.approx(metres, rel=0.02)
    said = []
    check_digits("a.csv", track, Context(report=said.append))
    assert bool(said) == (digits == 5)
