#!/usr/bin/env bash
# One computer's part of a training on several: run on each of them at the same time.
#
# NODES      how many computers there are
# NODE_RANK  which of them this is, from 0
# HEAD       the name or address of the first, which the others can reach
# RUN_TOML   the run; where it names a model and data, each computer must find them there
# OUT        an empty folder for this job, on a disk that all of them share; begun again with a run
#            in it, the job goes on with that run from its last checkpoint
# PROCESSES  on each computer; "gpu" for one a GPU (the default), a number without GPUs
# PORT       that is free on the first; 29500 if not said
set -euo pipefail

: "${NODES:?}" "${NODE_RANK:?}" "${HEAD:?}" "${RUN_TOML:?}" "${OUT:?}"

# Asked before the computers meet, so that none of them sees a run that another has just begun.
shopt -s nullglob
runs=("$OUT"/*/run.toml)
if ((${#runs[@]})); then
  work=(resume "$(dirname "${runs[-1]}")")
else
  work=(train "$RUN_TOML" --out "$OUT")
fi

exec "${PYTHON:-python}" -m torch.distributed.run \
  --nnodes="$NODES" --node_rank="$NODE_RANK" --nproc_per_node="${PROCESSES:-gpu}" \
  --master_addr="$HEAD" --master_port="${PORT:-29500}" \
  -m memstudio "${work[@]}"
