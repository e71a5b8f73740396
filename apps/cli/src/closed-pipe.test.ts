import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";

test("a command whose reader has gone ends as it would have, without a word", async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), "analyze", "--help"]);
  child.stdout.destroy();
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  const [exitCode] = await once(child, "close");
  expect([exitCode, said]).toEqual([0, ""]);
});
