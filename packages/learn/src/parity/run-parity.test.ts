import { existsSync } from "node:fs";
import { join } from "node:path";
import { float32, type NamedTensors } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { isMet } from "./comparison.ts";
import { listReferences, type Reference, readReference } from "./reference.ts";
import { runParity } from "./run-parity.ts";

const ROOT = join(import.meta.dirname, "../../../../../shared/parity");
const whyNot = existsSync(ROOT) ? "" : ` (skipped: no references at ${ROOT})`;
const single = { threads: 1 };

describe.skipIf(whyNot !== "")(`the references of the original framework${whyNot}`, () => {
  test.each([
    "unet2d",
    "unet3d",
    "convvit_sax",
    "mae",
    "convunetr_sax",
    "convunetr_lax_4c",
    "resnet50_2d",
    "resnet50_3d",
    "dino",
    "training_trajectory",
  ])("%s is met in every group", async (name) => {
    const { status, groups } = await runParity(readReference(ROOT, name), single);
    expect(groups.filter((group) => !isMet(group))).toEqual([]);
    expect(groups.length).toBeGreaterThanOrEqual(3);
    expect(status).toBe("met");
  });

  test("folders of other kinds are listed, not run", async () => {
    expect(listReferences(ROOT)).toContain("mae");
    const result = await runParity({ name: "diffusion", config: {}, weights: new Map(), io: new Map() });
    expect(result).toEqual({ folder: "diffusion", status: "not built yet", groups: [] });
  });

  test("one changed weight is noticed", async () => {
    const reference = readReference(ROOT, "convvit_sax");
    const weights = withFirstElement(reference.weights, "encoder.blocks.1.mlp.fc2.weight", 0.5);
    const { status, groups } = await runParity({ ...reference, weights }, single);
    expect(status).toBe("missed");
    expect(isMet(groups.find(({ group }) => group === "out.logits.cls")!)).toBe(false);
  });

  test("a missing weight, an unknown one, and an unknown setting are refused by name", async () => {
    const { weights, ...reference } = readReference(ROOT, "unet2d");
    const renamed = new Map([...weights].map(([name, tensor]) => [name.replace("out_conv.bias", "extra"), tensor]));
    await expect(runParity({ ...reference, weights: renamed })).rejects.toMatchObject({
      kind: "bad-checkpoint",
      message: "unet2d/weights.safetensors: out_conv.bias is missing; extra is unknown to the model",
    });
    const config = { ...(reference.config as object), dropout: 0.1 };
    await expect(runParity({ ...reference, weights, config })).rejects.toMatchObject({ kind: "bad-config" });
  });
});

function withFirstElement(tensors: NamedTensors, name: string, value: number): Reference["weights"] {
  const { shape, data } = tensors.get(name)!;
  return new Map(tensors).set(name, float32(shape, Array.from(data, Number).with(0, value)));
}

test("a folder without references is refused", () => {
  expect(() => listReferences(import.meta.dirname)).toThrow(expect.objectContaining({ kind: "data-missing" }));
});
