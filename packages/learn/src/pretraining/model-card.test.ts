import { expect, test } from "vitest";
import { type EncoderCardFacts, encoderCard } from "./model-card.ts";

const facts: EncoderCardFacts = {
  name: "small encoder",
  about: "A masked autoencoder.",
  data: "- two hearts",
  licence: "MIT",
  run: {
    schema: "cmrkit.run/1",
    command: "cmr pretrain mae",
    commit: "0123456789abcdef",
    startedAt: "2026-01-01T00:00:00.000Z",
    hardware: "2 cores",
    versions: {},
    config: {},
    split: {},
    step: 4000,
    seconds: 1800,
  },
  metrics: [
    { step: 0, validationLoss: 1.5 },
    {
      step: 1000,
      neighbourBalancedAccuracy: 0.3,
      "random/neighbourBalancedAccuracy": 0.2,
      chanceBalancedAccuracy: 0.1,
    },
    {
      step: 4000,
      neighbourBalancedAccuracy: 0.5,
      "random/neighbourBalancedAccuracy": 0.2,
      chanceBalancedAccuracy: 0.1,
    },
    { step: 4000, validationLoss: 0.05 },
  ],
  weights: { file: "encoder.safetensors", parameters: 1234567, sha256: "abc" },
  architecture: { enc_depth: 6, image_size_dict: { sax: [96, 96, 8] } },
  probes: "disease group",
  limits: "- Two hearts are few.",
};

test("the card sets the last health check beside random weights and chance", () => {
  expect(encoderCard(facts)).toContain("| k-NN, balanced accuracy | 0.500 | 0.200 | 0.100 |");
});

test("the card claims no limit of the data but what its author says", () => {
  const limits = encoderCard(facts).split("## Limits\n\n")[1];
  expect(limits).toMatch(/^- Two hearts are few\.\n- The health check uses labels to judge, never to train; [^\n]+\n$/);
});

test("measures that were never taken have no row", () => {
  expect(encoderCard(facts)).not.toContain("linear probe");
});

test("the card tells how long it trained, from which loss to which, and what network it is", () => {
  const card = encoderCard(facts);
  expect(card).toContain("4,000 updates in 30 minutes");
  expect(card).toContain("1.5000 before the first update, 0.0500 after the last");
  expect(card).toContain('- `image_size_dict`: {"sax":[96,96,8]}');
});
