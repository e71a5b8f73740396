#!/bin/sh
# Features of both encoders and of random weights, then linear models: run.sh SHARED OUT
set -e
shared=$1
out=$2
here=experiments/0021-frozen-features
ask() { # name configuration set label command encoder...
  name=$1 configuration=$2 set=$3 label=$4 command=$5
  shift 5
  npx cmr features --config "$configuration" --data "$shared/$set" "$@" --out "$out/$name.csv"
  npx cmr "$command" "$out/$name.csv" --label "$label" --out "$out/$name"
}
ask group-dino configs/finetune/acdc-group-vit.json acdc group classify --encoder models/dino-tiny
ask group-random-vit configs/finetune/acdc-group-vit.json acdc group classify
ask ef-dino $here/ejection-fraction-vit.json acdc lvEfPercent regress --encoder models/dino-tiny
ask ef-random-vit $here/ejection-fraction-vit.json acdc lvEfPercent regress
ask infarct-dino configs/finetune/emidec-infarct-vit.json emidec group classify --encoder models/dino-tiny
ask infarct-random-vit configs/finetune/emidec-infarct-vit.json emidec group classify
ask group-mae $here/group-convvit.json acdc group classify --encoder models/mae-tiny
ask group-random-convvit $here/group-convvit.json acdc group classify
ask ef-mae $here/ejection-fraction-convvit.json acdc lvEfPercent regress --encoder models/mae-tiny
ask ef-random-convvit $here/ejection-fraction-convvit.json acdc lvEfPercent regress
ask infarct-mae configs/finetune/emidec-infarct-convvit.json emidec group classify --encoder models/mae-tiny
ask infarct-random-convvit configs/finetune/emidec-infarct-convvit.json emidec group classify
