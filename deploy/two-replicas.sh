#!/bin/sh
# What compose.yaml starts in containers, as plain processes on this machine: PostgreSQL, two bots in webhook mode behind
# a round robin, and the sandbox as their Telegram. The leader is killed, the other takes over, and all ends by itself.
#
#   deploy/two-replicas.sh [postgresql://user:password@host/an_empty_database]
#
# Without an address it starts a PostgreSQL of its own. No account, no token, nothing outside loopback.
set -eu
cd "$(dirname "$0")/.."
make --silent .venv/ready-dev
exec .venv/bin/python -m tests.processes "$@"
