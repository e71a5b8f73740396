import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeFloat16, float32, type HostTensor, writeSafetensors } from "@cmrkit/tensor";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LearnError } from "../errors.ts";
import { openWeightFile } from "./weight-file.ts";

const FIXTURES = join(import.meta.dirname, "../../../../fixtures/pytorch");
const fixture = (name: string) => join(FIXTURES, name);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-weights-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Expected {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

const expected: ReadonlyMap<string, Expected> = new Map(
  Object.entries(JSON.parse(readFileSync(fixture("expected.json"), "utf8"))),
);

function numbers({ dtype, data }: HostTensor): number[] {
  return Array.from(data instanceof Uint16Array && dtype === "float16" ? decodeFloat16(data) : data, Number);
}

test.each(["state.pth", "protocol4.pth"])("%s: each element type, stride, offset and shared storage", async (name) => {
  const file = await openWeightFile(fixture(name));
  expect([...file.tensors.keys()]).toEqual([...expected.keys()]);
  for (const [tensor, { shape, values }] of expected) {
    expect(file.read(tensor).shape).toEqual(shape);
    expect(numbers(file.read(tensor)), tensor).toEqual(values);
  }
  expect(file.tensors.get("bfloat16")).toMatchObject({ dtype: "float32", storedAs: "BF16" });
  expect(file.format).toBe("pytorch");
  file.close();
});

test("nested dictionaries become dotted names; what is no tensor becomes a word", async () => {
  const file = await openWeightFile(fixture("dino.pth"));
  expect(file.tensors.get("student.module.backbone.blocks.0.attn.qkv.weight")?.shape).toEqual([18, 6]);
  expect(file.tensors.has("teacher.head.last_layer.weight_g")).toBe(true);
  expect(file.tensors.has("optimizer.state.0.exp_avg")).toBe(true);
  expect(file.metadata).toMatchObject({ epoch: "3", "args.arch": "vit_small", "args.use_fp16": "true" });
  file.close();
});

test("a safetensors file gives one tensor at a time", async () => {
  const path = join(folder, "w.safetensors");
  writeFileSync(path, writeSafetensors(new Map([["w", float32([2], [1, 2])]]), { format: "pt" }));
  const file = await openWeightFile(path);
  expect(file.read("w")).toEqual(float32([2], [1, 2]));
  expect(file).toMatchObject({ format: "safetensors", metadata: { format: "pt" } });
  expect(() => file.read("v")).toThrow("holds no tensor v");
  file.close();
});

test.each([
  [
    "malicious.pth",
    "names posix.system, which is none of the types that weights are made of; nothing was run; save the weights alone",
  ],
  ["legacy.pth", "before PyTorch 1.6; save it again"],
  ["big-endian.pth", "big-endian numbers"],
  ["compressed.pth", "compressed, as torch.save never does"],
  ["short.pth", "said to have 400 bytes and has 40"],
  ["expanded.pth", "places w (1048576, 1048576) outside its storage of 1 elements, or repeats"],
  ["deep.pth", "nests its dictionaries without end"],
  ["script.pt", "is a TorchScript program"],
])("%s is refused: it %s", async (name, text) => {
  await expectRefusal(fixture(name), text);
});

test("what a malicious pickle would run has not run", () => {
  expect(existsSync("cmrkit-was-run")).toBe(false);
});

test.each([
  ["a whole archive cut in the middle", readFileSync(fixture("state.pth")).subarray(0, 2000), "cut short"],
  ["an archive of anything else", zipOf("notes.txt"), "without the data.pkl"],
  ["an empty file", new Uint8Array(0), "is empty"],
  ["a picture", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0]), "this is no safetensors file"],
  ["a page of text", new TextEncoder().encode("<!DOCTYPE html> 404"), "this is no safetensors file"],
  ["two bytes", new Uint8Array(2), "2 bytes came"],
])("%s is refused", async (_name, bytes, text) => {
  const path = join(folder, "file");
  writeFileSync(path, bytes);
  await expectRefusal(path, text);
});

test("a folder is refused, and a file that is not there is said to be missing", async () => {
  await expectRefusal(folder, "is a folder");
  await expect(openWeightFile(join(folder, "none"))).rejects.toThrow(expect.objectContaining({ kind: "data-missing" }));
});

test("a tensor whose bytes are not those that were saved is refused when it is read", async () => {
  const bytes = readFileSync(fixture("state.pth"));
  const path = join(folder, "flipped.pth");
  const whole = await openWeightFile(fixture("state.pth"));
  const [name] = whole.tensors.keys();
  const first = Buffer.from(whole.read(name!).data.buffer);
  whole.close();
  const at = bytes.indexOf(first);
  expect(at).toBeGreaterThan(0);
  bytes[at]! ^= 1;
  writeFileSync(path, bytes);
  const flipped = await openWeightFile(path);
  expect(() => flipped.read(name!)).toThrow(
    expect.objectContaining({
      kind: "bad-checkpoint",
      message: expect.stringMatching(/flipped\.pth is damaged: storage \d+ of .* is not what was saved/),
    }),
  );
  flipped.close();
});

async function expectRefusal(path: string, text: string): Promise<void> {
  const opening = openWeightFile(path);
  await expect(opening).rejects.toThrow(LearnError);
  await expect(opening).rejects.toThrow(
    expect.objectContaining({ kind: "bad-checkpoint", message: expect.stringContaining(text) }),
  );
  await expect(opening).rejects.toThrow(path);
}

/** A zip archive of one empty file. Source: APPNOTE 4.3. */
function zipOf(name: string): Uint8Array {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length, 16);
  return Buffer.concat([local, Buffer.from(name), central, Buffer.from(name), end]);
}
