import { expect, test } from "vitest";
import { layerWiseRates, uniformRates } from "./groups.ts";

test("parameters of one axis do not decay", () => {
  const rates = uniformRates(0.05);
  expect(rates("fc.weight", [4, 3]).weightDecay).toBe(0.05);
  expect(rates("fc.bias", [4]).weightDecay).toBe(0);
});

test("each layer learns slower than the next: stem, CLS token, blocks, then the rest", () => {
  const rates = layerWiseRates(0.05, 0.5, 2);
  const scale = (name: string) => rates(name, [2, 2]).learningRateScale;
  expect(scale("enc_down_dict.sax.linear.weight")).toBe(0.125);
  expect(scale("encoder.cls_token")).toBe(0.125);
  expect(scale("encoder.blocks.0.attn.q.weight")).toBe(0.25);
  expect(scale("encoder.blocks.1.attn.q.weight")).toBe(0.5);
  expect(scale("encoder.norm.weight")).toBe(1);
  expect(scale("pred_head_dict.cls.weight")).toBe(1);
});
