import { expect, test } from "vitest";
import { smallFinetune } from "../testing/small-finetune.ts";
import { twoViewsFinetune } from "../testing/two-views.ts";
import { type FinetunedCardFacts, finetunedCard } from "./card.ts";

const interval = { n: 12, confidence: 0.95, resamples: 2000, resamplesLeftOut: 0 };

const facts: FinetunedCardFacts = {
  name: "small U-Net",
  licence: "CC BY-NC-SA 4.0",
  weights: { parameters: 1234567, sha256: "ab12" },
  evaluationCommand: "npx cmr evaluate finetuned --model m",
  model: {
    schema: "cmrkit.finetuned/1",
    network: "U-Net",
    channels: 1,
    data: { title: "drawn hearts", source: "a test", licence: "none" },
    split: { training: ["a", "b", "c"], validation: ["d"], test: ["e"], sha256: "f".repeat(64) },
    labelled: ["a", "b"],
    best: { step: 40, value: 0.9 },
    config: smallFinetune(),
  },
  evaluation: {
    schema: "cmrkit.evaluation/1",
    researchUseOnly: true,
    task: "segmentation",
    set: "folder",
    patients: "test",
    weightsSha256: "ab12",
    testTimeAugmentation: "none",
    patientCount: 12,
    caseCount: 13,
    leftOut: {},
    metrics: {
      "cavity dice": { ...interval, estimate: 0.91234, lower: 0.89, upper: 0.93 },
      "cavity hd95Mm": {
        ...interval,
        estimate: { notMeasurable: "no image has a value" },
        lower: { notMeasurable: "no image has a value" },
        upper: { notMeasurable: "no image has a value" },
      },
    },
    subgroups: [
      {
        fact: "sex",
        value: "F",
        patients: 5,
        rows: 5,
        isSmall: true,
        metrics: { "cavity dice": { ...interval, n: 5, estimate: 0.8, lower: 0.7, upper: 0.9 } },
      },
    ],
  },
};

test("metrics stand with interval and n, and one without a value with its reason", () => {
  const card = finetunedCard(facts);
  expect(card).toContain("| cavity Dice | 0.9123 (0.89 to 0.93) | 12 |");
  expect(card).toContain("| cavity HD95, mm | not measurable, because no image has a value | 12 |");
});

test("small groups, few patients, classes and the licence are told", () => {
  const card = finetunedCard(facts);
  expect(card).toContain("| sex F (few) | cavity Dice | 0.8 (0.7 to 0.9) | 5 |");
  expect(card).toContain("- Evaluated on 12 patients only");
  expect(card).toContain("| 1 | cavity | leftVentricleBloodPool |");
  expect(card).toContain("| licence of the weights | CC BY-NC-SA 4.0 |");
  expect(card).toContain("labels of 2 of 3 training patients");
});

test("numbers of patients by whom training stopped are said to flatter, and another data set is named", () => {
  const own = finetunedCard({ ...facts, evaluation: { ...facts.evaluation, patients: "validation" } });
  expect(own).toContain("the numbers flatter");
  const other = finetunedCard({ ...facts, evaluation: { ...facts.evaluation, set: "mnms" } });
  expect(other).toContain("Evaluated on mnms, which it did not learn from");
});

test("the encoder and command come from the run's record, or are said to be unknown", () => {
  expect(finetunedCard(facts)).toContain("| encoder | not recorded |");
  const run = { command: "cmr finetune --task x", commit: "0123456789abcdef", hardware: "2 cores", freezes: true };
  const card = finetunedCard({ ...facts, run: { ...run, encoder: "mae.safetensors" } });
  expect(card).toContain("| encoder | `mae.safetensors`, left as it was |");
  expect(card).toContain("    cmr finetune --task x");
});

test("landmarks of masks are said to be weak, and images that nothing could be scored on are counted", () => {
  const landmarks = { from: "four-chamber mask", septum: "below" };
  const config = smallFinetune({ task: { kind: "landmark-heatmap", landmarks } });
  const evaluation = { ...facts.evaluation, leftOut: { "there is no mask": 3 } };
  const card = finetunedCard({ ...facts, model: { ...facts.model, config }, evaluation });
  expect(card).toContain("derives from the experts' four-chamber masks: nobody marked them");
  expect(card).toContain("- Distances are to weak landmarks");
  expect(card).toContain("- 3 images without landmarks were not scored: 3 because there is no mask.");
});

test("a classifier's card says first what it was given to say, what it sees, and that it answers whatever it sees", () => {
  const task = { kind: "classification", fact: "sequence", classes: ["cine", "lge"] };
  const small = smallFinetune({ task });
  const config = { ...small, window: { ...small.window, middleDisc: 0.7 } };
  const card = finetunedCard({ ...facts, about: "Knows two kinds only.", model: { ...facts.model, config } });
  expect(card).toContain("not a medical device.\n\nKnows two kinds only.\n\n|");
  expect(card).toContain("the disc in the middle, as wide as 0.7 of the shorter side, on");
  expect(card).toContain("can be sure of a wrong one");
  const named = smallFinetune({ task: { ...task, positive: "lge" } });
  expect(finetunedCard({ ...facts, model: { ...facts.model, config: named } })).toContain(
    "cine, lge. Sensitivity and specificity are those of lge.",
  );
  expect(finetunedCard(facts)).toContain("not a medical device.\n\n|");
});

test("the card of a network of several views says what it sees of each", () => {
  const card = finetunedCard({ ...facts, model: { ...facts.model, config: twoViewsFinetune() } });
  expect(card).toContain(
    "sax: stacks of 2 slices, 24 × 24 pixels of 4 mm; beside it lax_4c: slices one by one, 24 × 24",
  );
});
