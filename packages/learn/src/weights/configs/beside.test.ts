import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { smallYaml } from "../testing/small-autoencoder.ts";
import { descriptionOf } from "./beside.ts";

const CONFIGS = join(import.meta.dirname, "../../../../../configs");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-beside-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: unknown) =>
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
const beside = (given?: string) => descriptionOf(join(folder, "w.safetensors"), given);

test.each([
  ["pretrain-mae.json", "cinema-mae", { encoderHeads: 12, decoderHeads: 16 }],
  ["pretrain-dino.json", "dino", { encoderHeads: 6, imageSize: [224, 224] }],
])("a run of %s is described by its run.json as %s", (config, family, hints) => {
  write("run.json", { schema: "cmrkit.run/1", config: JSON.parse(readFileSync(join(CONFIGS, config), "utf8")) });
  expect(beside()).toMatchObject({ family, hints });
});

test("the configuration of the file's own name comes before others", () => {
  write("w.yaml", smallYaml);
  write("config.yaml", "no: model");
  expect(beside()).toMatchObject({ path: join(folder, "w.yaml"), family: "cinema-mae" });
});

test("JSON of another purpose describes nothing; a broken file is refused", () => {
  write("config.json", { anything: 1 });
  copyFileSync(join(CONFIGS, "segmentation-cine-sax.json"), join(folder, "run.json"));
  expect(beside()).toBeUndefined();
  write("config.json", "{ broken");
  expect(() => beside()).toThrow(
    expect.objectContaining({ kind: "bad-config", message: expect.stringContaining("is no JSON") }),
  );
});

test("a file that is given must be there and describe a model", () => {
  expect(() => beside(join(folder, "none.yaml"))).toThrow(expect.objectContaining({ kind: "data-missing" }));
  write("given.json", { anything: 1 });
  expect(() => beside(join(folder, "given.json"))).toThrow(
    expect.objectContaining({ kind: "bad-config", message: expect.stringContaining("describes no model") }),
  );
});

test("a file too large for a configuration is not read", () => {
  write("config.json", " ".repeat(2 ** 20 + 1));
  expect(() => beside()).toThrow(expect.objectContaining({ message: expect.stringContaining("too large") }));
});
