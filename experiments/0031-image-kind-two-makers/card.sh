#!/usr/bin/env bash
# Writes the model card of the shipped classifier from its run folder, with paths as a reader would have them.
#   experiments/0031-image-kind-two-makers/card.sh RUN IMAGES
set -euo pipefail
npx cmr finetune card --model "$1/model" --evaluation "$1/e" --name "cmrkit image kind" \
  --licence "CC BY-NC-SA 4.0 (learnt from ACDC, Bernard et al. 2018, doi:10.1109/TMI.2018.2837502, and EMIDEC, Lalande et al. 2020, doi:10.3390/data5040089); research use only" \
  --about "A witness of \`cmr inspect --classifier\` and \`cmr analyze --classifier\`: it decides what headers, times and planes leave open. It learnt from short-axis cines of ACDC, late enhancement of EMIDEC, four-chamber frames of LAX4CH, half of the patients of Sunnybrook (another maker's short axes) and 40 simulated hearts. Of the other half of Sunnybrook, 15 patients and 277 pictures, 0.964 are right (95 % interval 0.919 to 0.993). Where it says 0.7 and more, 98 of 100 answers are right, of 88 in 100 pictures. It knows three kinds and no other: simulated three-chamber planes are four-chamber ones to it, T2 maps are cines, and it is often sure of it, so that of a plane it only says that it is a long axis (\`experiments/0031-image-kind-two-makers\`)." |
  sed -e "s#$1#RUN#g" -e "s#$2#IMAGES#g" > docs/model-cards/image-kind.md
