#!/usr/bin/env bash
# A training on several computers of a Slurm cluster:
#
#     sbatch --export=ALL,RUN_TOML=$HOME/run.toml,RUNS=/shared/runs slurm.sh
#
# Lies beside node.sh, on a disk that all of them share. Stopped by the time limit, it is put back into
# the queue and goes on from the last checkpoint.
#SBATCH --job-name=memstudio
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=4
#SBATCH --cpus-per-task=32
#SBATCH --time=12:00:00
#SBATCH --requeue
#SBATCH --signal=B:USR1@180
#SBATCH --output=memstudio-%j.log
#SBATCH --open-mode=append
set -euo pipefail

: "${RUN_TOML:?}" "${RUNS:?}"
# Slurm runs a copy of this file, from a folder of its own.
here=${RECIPES:-$SLURM_SUBMIT_DIR}

export RUN_TOML NODES=$SLURM_NNODES OUT=$RUNS/job-$SLURM_JOB_ID
HEAD=$(scontrol show hostnames "$SLURM_JOB_NODELIST")
export HEAD=${HEAD%%$'\n'*}
mkdir -p "$OUT"

# Three minutes before the end: stop after the step, which keeps what was learnt, and queue again.
again=
stop() {
  again=yes
  kill -TERM "$work" 2>/dev/null || true
}
trap stop USR1

srun bash -c 'NODE_RANK=$SLURM_NODEID exec bash "$1"' node "$here/node.sh" &
work=$!
status=0
while kill -0 "$work" 2>/dev/null; do
  wait "$work" && status=0 || status=$?
done
if [ -n "$again" ]; then
  scontrol requeue "$SLURM_JOB_ID"
fi
exit "$status"
