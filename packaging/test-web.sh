#!/usr/bin/env bash
# Drives the page of packaging/web.sh in Chromium. Usage: packaging/test-web.sh [FOLDER [PICTURES]]
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${1:-target-web/organogram-web}
mkdir -p target/browser
cp tests/browser/package*.json target/browser/
npm ci --prefix target/browser --ignore-scripts --no-audit --no-fund --loglevel=error
node tests/browser/web.mjs "$PWD/target/browser" "$folder" "${2:-target-web/pictures}"
