import { encodePng } from "@cmrkit/study";
import { randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { temporaryFolder, writeFiles } from "../catalogue/testing/small-images.ts";
import { finetune } from "./finetune.ts";
import { casesFor } from "./plan.ts";
import { smallFinetune, smallJson } from "./testing/small-finetune.ts";

const EXTENT = 24;

/** Two pictures for each patient: a bright disc where the cine is, a bright ring where late enhancement is. */
function writeDrawnKinds(count: number): string {
  const folder = temporaryFolder();
  const patients = Array.from({ length: count }, (_, i) => i);
  const rows = patients.flatMap((i) => [`p${i},p${i}_cine.png,sax,cine`, `p${i},p${i}_lge.png,sax,lge`]);
  writeFiles(folder, { "cases.csv": ["case,image,view,sequence", ...rows].join("\n") });
  for (const i of patients)
    for (const sequence of ["cine", "lge"] as const)
      writeFiles(folder, { [`p${i}_${sequence}.png`]: picture(i, sequence) });
  return folder;
}

function picture(patient: number, sequence: "cine" | "lge"): Uint8Array {
  const random = randomStream(patient).fork(sequence);
  const [x0, y0] = [10 + 3 * random.uniform(), 10 + 3 * random.uniform()];
  const pixels = Uint8Array.from({ length: EXTENT * EXTENT }, (_, at) => {
    const distance = Math.hypot((at % EXTENT) - x0, Math.floor(at / EXTENT) - y0);
    const isBright = sequence === "cine" ? distance < 5 : distance >= 5 && distance < 7.5;
    return (isBright ? 200 : 60) + 20 * random.uniform();
  });
  return encodePng(pixels, EXTENT, EXTENT);
}

const task = { kind: "classification", fact: "sequence and view", classes: ["cine sax", "lge sax"] };
const network = { kind: "resnet", model: { depth: 10, layerChannels: [4, 8, 8, 16] } };
const changes = { task, network, optimiser: { ...smallJson.optimiser, batch: 8, steps: 40 } };

describe("images of one patient", () => {
  const data = writeDrawnKinds(12);

  test("are told apart by what kind of image each is", async () => {
    const run = { dataFolder: data, runFolder: temporaryFolder(), config: smallFinetune(changes) };
    const { best, plan } = await finetune(run);
    expect([plan.training.length, plan.validation.length]).toEqual([8, 4]);
    expect(best!.value).toBeGreaterThan(0.85);
  });

  test("of a kind that is no class are refused before training, by the image's name", async () => {
    const config = smallFinetune({ ...changes, task: { ...task, classes: ["cine sax", "t1_map sax"] } });
    const run = finetune({ dataFolder: data, runFolder: temporaryFolder(), config });
    await expect(run).rejects.toMatchObject({
      kind: "unlabelled",
      message: expect.stringMatching(/^case p\d+, sax lge: sequence and view is lge sax; expected one of cine sax, t1/),
    });
  });

  test("cannot be told apart where phases lie beside each other", () => {
    const frames = { ...smallJson.data, frames: "channels" };
    expect(() => smallFinetune({ ...changes, data: frames })).toThrow(/must be each where images, not patients/);
  });

  test("that all are of one class leave nothing to learn", async () => {
    const config = smallFinetune({
      ...changes,
      data: { ...smallJson.data, sequences: ["cine"] },
      task: { ...task, fact: "view", classes: ["sax", "lax_4c"] },
    });
    expect(casesFor(config, data)).toHaveLength(12);
    const run = finetune({ dataFolder: data, runFolder: temporaryFolder(), config });
    await expect(run).rejects.toMatchObject({
      kind: "bad-split",
      message: expect.stringMatching(/all 8 patients .* sax/),
    });
  });
});
