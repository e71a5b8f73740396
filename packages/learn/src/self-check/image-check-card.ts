/** The model card of a check of images. */
import { weightsLicence } from "../segmentation/export.ts";
import type { ImageCheckFacts } from "./image-calibration.ts";

export interface ImageCheckCardFacts {
  readonly name: string;
  readonly facts: ImageCheckFacts;
  /** Of the weight file. */
  readonly sha256: string;
  readonly bytes: number;
}

/** The card as Markdown. */
export function imageCheckCard({ name, facts, sha256, bytes }: ImageCheckCardFacts): string {
  const { limit, tried, passingByOthersLimit } = facts;
  const passing = tried.filter(({ distance }) => distance <= limit).length;
  return `# ${name}

Says whether a short-axis cine looks like those of the patients that it learnt from, before any contour is trusted. \`cmr analyze --check-images\`
asks it and warns where it does not. Research use only, not a medical device.

| | |
|---|---|
| weights | ${(bytes / 1e6).toFixed(1)} MB, the encoder's at half precision, SHA-256 \`${sha256}\` |
| licence of the weights | ${weightsLicence("acdc")} |
| encoder | that of a masked autoencoder ([mae-tiny](mae-tiny.md)), left as it is; input: the middle 96 × 96 × 8 voxels of 1.9 × 1.9 × 10 mm of one frame |
| distance | squared Mahalanobis distance, with a ridge of 1, of mean and deviation of the tokens, each standardised; of end-diastole and end-systole the larger |
| trained on | ACDC, ${tried.length} patients at both phases |
| limit | ${limit.toFixed(1)}, which 98 of 100 patients stay within whose images took no part in saying what is usual |

## Results

Of five folds, each tried by what the other folds' patients say is usual; the model that ships learnt from all. Reproduced by
\`npx cmr train image-check --data <ACDC folder> --encoder models/mae-tiny --out runs/image-check\`.

| patients | within the limit |
|---|---|
| that set the limit | ${passing} of ${tried.length} |
| by the limit that the patients of the other folds set | ${passingByOthersLimit} of ${tried.length} |

What it catches, and what not: \`experiments/0030-unfamiliar-images\`.

## Limits

- It says that images are unusual, not why, and nothing of the contours. Usual images can have wrong contours.
- One hospital's patients say what is usual: sound images of other scanners may be called unfamiliar.
- Stacks of slices only, of a pixel size that is known; only the middle 18 cm and 8 slices are seen.
- Not validated for any clinical use.
`;
}
