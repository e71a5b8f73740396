#!/usr/bin/env bash
# Writes the table for the health checks of 0004 and 0005: ACDC's training patients, both phases, labelled by `group` (disease),
# `phase`, `lv-volume` (thirds of these 128 frames, parted at 75.9 and 152.3 ml), or `level`, the part of the ventricle that
# one slice shows: a fifth from the base, the middle, a fifth from the apex (all of ACDC's stacks begin at the base).
# Masks come along, so that single patches are probed too.
#   experiments/0003-pretraining-images/probes.sh DATA LABEL > probes.csv
set -euo pipefail
data=$1 label=$2

awk -F, -v data="$data" -v label="$label" '
  function third(ml) { return ml < 75.9 ? "small" : ml < 152.3 ? "medium" : "large" }
  function line(phase, value, height) {
    image = data "/acdc/" $1 "_sax_" phase
    printf "%s.nii.gz,%s,%s,%s_gt.nii.gz%s\n", image, value, $1, image, height
  }
  function row(phase, ml) {
    if (label == "level") {
      line(phase, "base", ",0.2"); line(phase, "middle", ",0.5"); line(phase, "apex", ",0.8")
    } else line(phase, label == "group" ? $2 : label == "phase" ? phase : third(ml), "")
  }
  BEGIN { print "path,label,patient,mask" (label == "level" ? ",height" : "") }
  NR > 1 && $1 !~ /^patient(009|011|012|029|036|037|042|044|046|054|065|074|079|081|094|099)$/ { row("ed", $9); row("es", $10) }
' "$data/acdc/cases.csv"
