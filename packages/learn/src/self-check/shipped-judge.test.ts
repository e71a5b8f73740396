import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openOutlineJudge } from "@cmrkit/study";
import { expect, test } from "vitest";
import { damageKinds } from "./damages.ts";

const shipped = fileURLToPath(new URL("../../../../models/outline-judge", import.meta.url));

test("the shipped judge opens, and its gate knows the kinds of damage that it was made with", async () => {
  const judge = await openOutlineJudge(shipped, { threads: 1 });
  await judge.dispose();
  const { gate } = JSON.parse(readFileSync(join(shipped, "model.json"), "utf8"));
  expect(gate.damages.map(({ damage }: { readonly damage: string }) => damage)).toEqual(damageKinds);
});
