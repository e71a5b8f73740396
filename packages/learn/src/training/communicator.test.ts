import { expect, test } from "vitest";
import { communicatorsInside } from "../testing/communicators-inside.ts";
import { alone, assertSameEverywhere } from "./communicator.ts";

const advice = "start all with the same files";

test("processes that are about to do the same go on", async () => {
  const all = communicatorsInside(3).map((each) => assertSameEverywhere(each, { fact: "step 7", advice }));
  await expect(Promise.all(all)).resolves.toBeDefined();
  await expect(assertSameEverywhere(alone, { fact: "step 7", advice })).resolves.toBeUndefined();
});

test("a process that differs from the first says in what, and what to do", async () => {
  const [first, second, third] = communicatorsInside(3);
  const outcomes = await Promise.allSettled([
    assertSameEverywhere(first!, { fact: "step 7", advice }),
    assertSameEverywhere(second!, { fact: "step 0", advice }),
    assertSameEverywhere(third!, { fact: "step 7", advice }),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(outcomes[1]).toMatchObject({
    reason: {
      kind: "processes-differ",
      message: "process 1 has step 0, process 0 has not: start all with the same files",
    },
  });
});
