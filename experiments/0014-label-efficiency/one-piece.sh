# Scores the models of finished cells again, of whose outlines the largest piece alone is kept:
#   sh experiments/0014-label-efficiency/one-piece.sh GRID ACDC OUT
set -e
for arm in dino-encoder random-vit u-net; do
  mkdir -p "$3/$arm"
  cp -r "$1/$arm/8-seed-0/model" "$3/$arm/model"
  sed -i 's/"onePiece": false/"onePiece": true/' "$3/$arm/model/model.json"
  npx cmr evaluate finetuned --model "$3/$arm/model" --data "$2" --patients test --out "$3/$arm/test"
done
