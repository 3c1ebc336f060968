# make env      everything on a fresh Debian 12 or 13 machine: QGIS, a virtual environment for tests, the engine's packages
# make demo     a small pair from the simulator through all steps, into build/demo
# make test     all tests
# make test DATA=folder  import and geometry of your own products as a table; TABLE=file.md writes it (docs/developing.md)
# make plugin   the plugin as QGIS loads it, in build/plugins
# make package  dist/sar_radargrammetry.zip for plugins.qgis.org, checked by that site's rules
# make versions all tests on the QGIS of other Debian releases, in chroots (needs root and debootstrap)
# make generated  tables of the documentation, models and translations, from the sources
# make docs     the documentation as a site, in build/docs
# make bench    speed and accuracy figures; make bench ROMA=1 times RoMa too; make bench SCENE=angles measures accuracy
#               against the intersection angle (hours; docs/images/by_angle.png), SCENE=paper a pair of the paper's size;
#               SCALE=1 time, memory and disk of scenes of 0.5 to 4 km, SIZES="0.5 1" of other sizes (docs/scale.md)
# make train    weights of the matcher from scratch, into build; make train DEMS=folder STEPS=10000 (docs/training.md)
# make experiment  all matchers on one pair whose surface is known: maps, accuracy, report (docs/experiment.md);
#               make experiment REFERENCE=a.tif SECONDARY=b.tif DSM=lidar.tif, or a simulated pair
# make lint     ruff
# make screenshot  the pictures of QGIS in docs/images, from the demo's results
#
# Extra arguments for pip, such as a mirror:  make env PIP_ARGUMENTS="--index-url https://mirror.example/simple"

PIP_ARGUMENTS ?=

PYTHON := /usr/bin/python3
VENV := build/venv
PACKAGES := build/engine-packages
PLUGIN := build/plugins/sar_radargrammetry

export OMP_WAIT_POLICY := passive

.DELETE_ON_ERROR:
.PHONY: env demo test test-engine test-desktop test-data plugin package versions generated docs bench train experiment lint screenshot clean

env: $(VENV)/.installed
	bash scripts/install_engine.sh $(PACKAGES) $(PIP_ARGUMENTS)

# The virtual environment sees QGIS and GDAL of the system's Python.
$(VENV)/.installed: requirements-dev.txt requirements-roma.txt requirements-dask.txt
	bash scripts/install_system.sh
	$(PYTHON) -m venv --system-site-packages $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt $(PIP_ARGUMENTS)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --requirement requirements-roma.txt \
		--requirement requirements-dask.txt $(PIP_ARGUMENTS)
	touch $@

plugin:
	@$(PYTHON) scripts/package_plugin.py $(PLUGIN)

package: $(VENV)/.installed
	$(PYTHON) scripts/package_plugin.py $(PLUGIN) dist/sar_radargrammetry.zip
	$(VENV)/bin/python scripts/check_package.py dist/sar_radargrammetry.zip

versions:
	PIP_ARGUMENTS="$(PIP_ARGUMENTS)" PYTEST_ARGUMENTS="$(PYTEST_ARGUMENTS)" bash scripts/test_versions.sh $(SUITES)

# The models come before the translations, which collect their texts.
generated:
	$(PYTHON) scripts/formats_table.py
	$(PYTHON) scripts/parameter_tables.py
	bash scripts/models.sh
	bash scripts/translations.sh

docs: $(VENV)/.installed
	$(VENV)/bin/python -m mkdocs build --quiet --strict --site-dir build/docs

demo: env plugin
	bash scripts/demo.sh

test: $(if $(DATA),test-data,test-engine test-desktop)

# Nothing is sent: the table is a file that you may attach to a report of a problem.
test-data: env
	PYTHONPATH=$(CURDIR):$(CURDIR)/$(PACKAGES) $(PYTHON) -W ignore -m sar_radargrammetry.engine checkproducts \
		--folder "$(DATA)" $(if $(TABLE),--table "$(TABLE)")

# The engine without QGIS ...
test-engine: env
	PYTHONPATH=$(CURDIR):$(CURDIR)/$(PACKAGES) $(VENV)/bin/python -m pytest -p no:pytest_qgis \
		--numprocesses auto --maxprocesses 4 --dist loadfile tests/engine $(PYTEST_ARGUMENTS)

# ... and QGIS without the engine's packages: they meet only through the process.
test-desktop: env plugin
	bash scripts/test_desktop.sh tests/desktop $(PYTEST_ARGUMENTS)

bench: env
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --target build/bench-packages --upgrade \
		--requirement requirements-bench.txt $(if $(ROMA),--requirement requirements-roma.txt) $(PIP_ARGUMENTS)
	PYTHONPATH=$(CURDIR):$(CURDIR)/$(PACKAGES):$(CURDIR)/build/bench-packages $(PYTHON) scripts/bench.py \
		$(if $(ROMA),--roma) $(if $(SCENE),--scene $(SCENE)) $(if $(SCALE),--scale $(SIZES)) $(if $(DEVICE),--device $(DEVICE))

# Real terrain is optional: folders or files, with spaces between. Those of validation must be others. So are SAR
# images whose brightness is laid over the ground: REFLECTIVITY. MATCHER=roma trains RoMa's reduced design instead of
# compact.
TRAINED := $(if $(MATCHER),$(MATCHER),compact)
train: env
	PYTHONPATH=$(CURDIR):$(CURDIR)/$(PACKAGES) $(PYTHON) -m sar_radargrammetry.engine simulatetrainingset \
		--output build/training-set $(if $(DEMS),--dems $(DEMS)) \
		$(if $(VALIDATION_DEMS),--validation-dems $(VALIDATION_DEMS)) $(if $(PAIRS),--pairs $(PAIRS)) \
		$(if $(REFLECTIVITY),--reflectivity $(REFLECTIVITY))
	PYTHONPATH=$(CURDIR):$(CURDIR)/$(PACKAGES) $(PYTHON) -m sar_radargrammetry.engine trainmatcher \
		--training-set build/training-set --matcher $(TRAINED) \
		--output build/$(TRAINED).safetensors --report build/$(TRAINED).html \
		$(if $(STEPS),--steps $(STEPS)) $(if $(BATCH),--batch $(BATCH)) $(if $(DEVICE),--device $(DEVICE))

# Every matcher on one pair whose surface is known; without a pair a simulated one. Its own variables:
# REFERENCE SECONDARY DSM together; OUTPUT, WEIGHTS (files, spaces between), MATCHERS (spaces between), DEVICE.
EXPERIMENT := $(if $(OUTPUT),$(OUTPUT),build/experiment)
SIMULATED := build/experiment-pair
experiment: env
	@test -z "$(REFERENCE)$(SECONDARY)$(DSM)" || test -n "$(REFERENCE)" -a -n "$(SECONDARY)" -a -n "$(DSM)" || \
		{ echo "Give REFERENCE, SECONDARY and DSM together, or none of them for a simulated pair." >&2; exit 1; }
	$(if $(REFERENCE),,mkdir -p $(SIMULATED); test -f $(SIMULATED)/truth.tif || \
		PYTHONPATH=$(CURDIR):$(CURDIR)/$(PACKAGES) $(PYTHON) -m sar_radargrammetry.engine simulatepair --size 700 \
		--reference $(SIMULATED)/reference.tif --secondary $(SIMULATED)/secondary.tif --truth $(SIMULATED)/truth.tif)
	PYTHONPATH=$(CURDIR):$(CURDIR)/$(PACKAGES) $(PYTHON) -m sar_radargrammetry.engine comparematchers \
		--reference "$(or $(REFERENCE),$(SIMULATED)/reference.tif)" \
		--secondary "$(or $(SECONDARY),$(SIMULATED)/secondary.tif)" \
		--reference-dsm "$(or $(DSM),$(SIMULATED)/truth.tif)" --output "$(EXPERIMENT)" \
		$(if $(WEIGHTS),--weights $(WEIGHTS)) $(if $(MATCHERS),--matchers $(MATCHERS)) \
		$(if $(DEVICE),--device $(DEVICE))

lint: env
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

screenshot: env plugin
	bash scripts/screenshot.sh

clean:
	rm -rf build dist
