# Every target is one call: the logic is in tools/bootstrap.py, which Windows calls directly.
PYTHON ?= python3

.PHONY: run test check brokers chaos pictures roster-day lock install

run:      ## The site with everything it needs, on this machine
	@$(PYTHON) tools/bootstrap.py run
test:     ## The whole suite and the checks
	@$(PYTHON) tools/bootstrap.py test
check:    ## What reads the code instead of running it: style, types, contracts, documents
	@$(PYTHON) tools/bootstrap.py check
brokers:  ## The embedded broker, Redis and RabbitMQ, whichever are here, wiped and restarted
	@$(PYTHON) tools/bootstrap.py brokers
chaos:    ## Workers killed, brokers wiped, relays broken: nothing is lost, nothing doubled unsaid
	@$(PYTHON) tools/bootstrap.py chaos
pictures: ## Every page in both languages and themes, photographed and judged by axe
	@$(PYTHON) tools/bootstrap.py pictures
roster-day: ## 7 December 2026 with 10,000 letters: none lost, none to the wrong person
	@$(PYTHON) tools/bootstrap.py roster-day
lock:     ## Write requirements/ anew from pyproject.toml
	@$(PYTHON) tools/bootstrap.py lock
install:  ## The environment alone
	@$(PYTHON) tools/bootstrap.py install
