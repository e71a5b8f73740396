#!/usr/bin/env bash
# Writes the model card of the shipped encoder from its run folder.
#   experiments/0004-mae-tiny/card.sh RUN [HEALTH]
# HEALTH is what `cmr pretrain health RUN --catalogue … --probes … --out HEALTH` measured; the one beside this file without.
set -euo pipefail
here=$(dirname "$0")
npx cmr pretrain card "$1" --health "${2:-$here/health.json}" --data "$here/data.md" --limits "$here/limits.md" --out docs/model-cards/mae-tiny.md --weights encoder.safetensors \
  --name "cmrkit mae-tiny" \
  --licence "CC BY-NC-SA 4.0 (learnt from images of ACDC); research use only" \
  --probes "thirds of the left ventricle's volume of 64 patients of ACDC, two phases each, who are among those learnt from; patches by the structure that the expert's mask shows there" \
  --about "CineMA's masked autoencoder at a size for two cores: the convolutional stems, the shared transformer and the fusion of scales, without the decoder. It is a start for ConvUNetR and ConvViT (\`cmr finetune --encoder models/mae-tiny/encoder.safetensors\`). What it knows better than random weights is what lies under the mask (structure of a removed patch); pooled over a stack, or patch by patch, its features are not clearly better than random ones, and it should not be used frozen."
