# Everything a person or CI does with the repository. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PACKAGES := libopenblas-dev zlib1g-dev libsqlite3-dev libxlsxwriter-dev libcurl4-openssl-dev libssl-dev unzip libgomp1
# The global model's library, opened at run time: the build and everything else go on without it.
LIGHTGBM_VERSION := 4.6.0
LIGHTGBM := .libraries/lib_lightgbm.so
# The solver of orders under common limits, opened at run time likewise.
HIGHS_VERSION := 1.15.1
HIGHS := .libraries/libhighs.so
CHECKED := --explicit-target-dependency-import-check error
SOURCES := Package.swift Sources Tests Fuzz Benchmarks/Inventory/Package.swift Benchmarks/Inventory/Sources
RELEASE := .build/release/penstock
SAMPLE := datasets/sample
SAMPLE_SEED := 20260302
SAMPLE_AS_OF := 2026-03-02
# Runs before the committed one, so that it has something to look back on.
SAMPLE_EARLIER := 2026-01-05 2026-01-12 2026-01-19 2026-01-26 2026-02-02 2026-02-09 2026-02-16 2026-02-23
CHROMIUM = $(firstword $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name) 2>/dev/null)))

.PHONY: help setup build release demo test browser lint format bench bench-reading bench-run bench-forecasting bench-forecasting-speed bench-detection bench-inventory bench-safety-stock bench-forecasting-origins bench-forecasting-parts bench-plan bench-health bench-health-speed bench-report fuzz notebooks reports sample clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 16

setup: ## install the system packages that are missing (root or sudo; nothing to do when all are there)
	@missing=""; for package in $(PACKAGES); do \
		dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then \
		sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
		echo "setup: installing$$missing"; \
		$$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
	@bash Scripts/lightgbm.sh $(LIGHTGBM_VERSION) $(LIGHTGBM)
	@bash Scripts/highs.sh $(HIGHS_VERSION) $(HIGHS)
	@command -v swift >/dev/null || { echo "setup: no Swift toolchain on PATH; see https://www.swift.org/install"; exit 1; }

build: setup ## build everything for debugging
	swift build --build-tests $(CHECKED)

release: setup ## build the command, optimised
	swift build -c release --product penstock $(CHECKED)

demo: release ## run the weekly job on the sample workspace
	@rm -rf .build/demo && mkdir -p .build/demo && cp -r $(SAMPLE) .build/demo/workspace
	@$(RELEASE) run .build/demo/workspace --as-of $(SAMPLE_AS_OF)

test: build browser ## build and pass every test
	swift test --skip-build

browser: ## install Chromium, in which the tests open the report (NO_BROWSER=1 leaves it out; those tests are then skipped)
	@if [ -z "$(CHROMIUM)$(NO_BROWSER)" ]; then \
		sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
		echo "browser: installing chromium and poppler-utils"; \
		{ $$sudo apt-get update -qq; $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium poppler-utils >/dev/null; } \
			|| echo "browser: not to be had here; tests that open the report in a browser are skipped"; \
	fi

lint: setup ## style, strictly
	swift format lint --strict --parallel -r $(SOURCES)

format: ## format in place
	swift format -i --parallel -r $(SOURCES)

sample: release ## make the sample workspace again from its seed
	@rm -rf $(SAMPLE)/data $(SAMPLE)/truth
	$(RELEASE) simulate $(SAMPLE) --seed $(SAMPLE_SEED) --as-of $(SAMPLE_AS_OF) --force

reports: release ## make the committed sample run again, after eight weekly runs before it; with Chromium also as report.pdf
	@rm -rf .build/sample-run && mkdir -p .build/sample-run && cp -r $(SAMPLE) .build/sample-run/workspace
	@for day in $(SAMPLE_EARLIER) $(SAMPLE_AS_OF); do $(RELEASE) run .build/sample-run/workspace --as-of $$day --quiet || exit 1; done
	@mkdir -p reports && rm -rf reports/$(SAMPLE_AS_OF) && cp -r .build/sample-run/workspace/reports/$(SAMPLE_AS_OF) reports/
	@echo "reports: reports/$(SAMPLE_AS_OF)"
	@if [ -n "$(CHROMIUM)" ]; then \
		$(CHROMIUM) --headless --no-sandbox --disable-gpu --no-pdf-header-footer \
			--print-to-pdf=reports/$(SAMPLE_AS_OF)/report.pdf file://$(CURDIR)/reports/$(SAMPLE_AS_OF)/report.html 2>/dev/null; \
	else echo "reports: no Chromium, so no report.pdf"; fi

notebooks: build ## run the notebooks and write down what they print
	PENSTOCK_REWRITE_NOTEBOOKS=1 swift test --skip-build --filter NotebookTests

bench: bench-reading bench-run bench-forecasting bench-forecasting-speed bench-detection bench-inventory bench-safety-stock bench-forecasting-origins bench-forecasting-parts bench-plan bench-health bench-health-speed bench-report ## every benchmark

bench-reading: release ## reading 10 million rows against polars, side by side
	python3 Benchmarks/reading.py

bench-run: release ## time and memory of a run on 20,000 site × SKU × 104 weeks
	python3 Benchmarks/run.py

bench-report: release browser ## size of a report of 5,000 sites × 50 SKUs, and time to open it in Chromium
	python3 Benchmarks/report.py

bench-plan: release ## planning 100,000 site × SKU under budgets, minimums, short supply and moves
	python3 Benchmarks/plan.py

bench-forecasting: release ## accuracy on M3, car parts, M4 weekly and VN2, where the reference data are
	python3 Benchmarks/forecasting.py

bench-forecasting-origins: release ## accuracy at rolling origins of the train files, and of the global model
	python3 Benchmarks/forecasting_origins.py

bench-forecasting-parts: setup ## reconciliation, promotions, launches and the tracking signal
	python3 Benchmarks/forecasting_parts.py

bench-forecasting-speed: release ## time against statsforecast, side by side in one run
	python3 Benchmarks/forecasting_speed.py

bench-detection: release ## stock-piling found on ten simulated worlds nothing was tuned on
	python3 Benchmarks/detection.py

bench-health: release ## the network's health held against the truth of ten simulated worlds
	python3 Benchmarks/health.py

bench-health-speed: release ## time of the network's health on 20,000 distributors x 104 weeks
	python3 Benchmarks/health_speed.py

bench-inventory: setup ## inventory models against stockpyl, side by side
	python3 Benchmarks/inventory.py

bench-safety-stock: setup ## safety stock on 38 real supply chains: cost, bound, time
	swift run -c release safety-stock-benchmark

fuzz: setup ## one minute of fuzzing the reader
	bash Fuzz/run.sh

clean: ## forget what was built
	rm -rf .build
