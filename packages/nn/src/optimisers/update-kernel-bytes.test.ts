import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import wabt from "wabt";

test("the bytes are what their source assembles to (`vitest -u` writes them anew)", async () => {
  const source = readFileSync(new URL("update-kernel.wat", import.meta.url), "utf8");
  const { buffer } = (await wabt()).parseWat("update-kernel.wat", source, { simd: true }).toBinary({});
  const lines = Buffer.from(buffer)
    .toString("base64")
    .match(/.{1,110}/g)!;
  const module = [
    "/** What `update-kernel.wat` assembles to; written by `update-kernel-bytes.test.ts`. */",
    "export const updateKernelBytes =",
    `${lines.map((line) => `  "${line}"`).join(" +\n")};\n`,
  ];
  await expect(module.join("\n")).toMatchFileSnapshot("update-kernel-bytes.ts");
});
