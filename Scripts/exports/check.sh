#!/bin/sh
# Graphs under ONNX Runtime and programs in other languages beside the program's own derivatives, and C inside
# CasADi, for value and for speed. PYTHON names an interpreter that has what requirements.txt names; without it
# one is made in .build.
set -eu

program=$1
folder=$(dirname "$0")
python=${PYTHON:-.build/exports/bin/python}

if [ ! -x "$python" ]; then
  python3 -m venv .build/exports
  "$python" -m pip install --quiet -r "$folder/requirements.txt" >&2
fi

"$python" "$folder/graphs.py" "$program"
"$python" "$folder/languages.py" "$program"
"$python" "$folder/casadi_control.py" "$program"
"$python" "$folder/build_time.py" "$program"
"$python" "$folder/casadi_speed.py" "$program"
