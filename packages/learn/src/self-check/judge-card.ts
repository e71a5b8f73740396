/** The model card of a judge of outlines. */
import { weightsLicence } from "../segmentation/export.ts";
import type { JudgeFacts } from "./export-judge.ts";

export interface JudgeCardFacts {
  readonly name: string;
  readonly facts: JudgeFacts;
  readonly parameters: number;
  /** Of the weight file. */
  readonly sha256: string;
}

/** The card as Markdown. */
export function judgeCard({ name, facts, parameters, sha256 }: JudgeCardFacts): string {
  const { config, folds, steps, calibration } = facts;
  const { gate, experts, expertsByOthersLimit, damaged, kinds } = calibration;
  const { hearts, slicesPerHeart } = config.batches;
  const patients = folds.reduce((sum, fold) => sum + fold.length, 0);
  const rows = Object.entries(kinds).map(([kind, { caught, of }]) => `| ${kind} | ${caught} of ${of} |`);
  return `# ${name}

Says of the outlines of a short-axis cine, at end-diastole and end-systole, which pixels bear a wrong label: right ventricular cavity,
left ventricular myocardium, left ventricular cavity. \`cmr analyze --judge\` asks it and warns where outlines look less like an expert's than 98 of
100 experts' own. Research use only, not a medical device.

| | |
|---|---|
| weights | ${parameters.toLocaleString("en")} parameters, half precision, SHA-256 \`${sha256}\` |
| licence of the weights | ${weightsLicence("acdc")} |
| network | 2D residual U-Net on 2×2 patches, channels ${config.network.channels.join(", ")}; input: 64×64 pixels of 2 mm, a slice's picture and labels, those of the other phase, and the labels of both neighbours |
| trained on | ACDC, ${patients} patients, experts' outlines and ${gate.damages.length} kinds of damage done to them; ${steps} steps of ${hearts * slicesPerHeart} slices (seed ${config.seed}) |
| gate | ${Object.keys(gate.usual).length} numbers, of what the network doubts in eight turns of a slice and of shape, weighed by multinomial logistic regression over ${gate.damages.length} kinds of damage; the log odds of the likeliest kind against none, limit ${gate.limit.toFixed(3)}, which 98 of 100 experts' outlines stay below |

## Results

Of ${folds.length} judges, each tried on the patients that it had not learnt from, and scored by weights that other patients set; the judge and the
weights that ship learnt from all. Reproduced by \`npx cmr train outline-judge --data <ACDC folder> --out runs/judge --steps ${steps}\`.

| outlines | |
|---|---|
| experts', that pass | **${experts.passing} of ${experts.of}** |
| the same with limits set by other patients | ${expertsByOthersLimit.passing} of ${expertsByOthersLimit.of} |
| damaged, that are caught | **${damaged.caught} of ${damaged.of}** |

| damage | caught |
|---|---|
${rows.join("\n")}

## Limits

- One centre and one group of experts: outlines drawn by another convention, such as papillary muscles counted to the wall, look wrong to it.
- It learnt from drawn damage, not from networks' own errors, which may look otherwise. Networks' outlines look unlike an expert's even where they are good: about half of them are sent to
  review (experiments/0026-gate-by-damage). It is for contours that people drew or corrected, and for a second look.
- Two or three odd experts' hearts set the limit: with other parts of the patients some points of a hundred more or less are caught.
- End-diastole and end-systole alone: nothing is said of the frames between.
- A pass is no proof: it says that nothing of what it knows looks wrong.
`;
}
