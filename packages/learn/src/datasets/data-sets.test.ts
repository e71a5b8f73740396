import { expect, test } from "vitest";
import { dataSetNamed, dataSets } from "./data-sets.ts";
import { refusalOf } from "./testing/refusal.ts";

test("every set is found by its name, and says where it comes from and by what terms", () => {
  for (const [name, set] of dataSets) {
    expect(dataSetNamed(name)).toBe(set);
    expect([set.title, set.source, set.licence].filter((text) => text.trim() === "")).toEqual([]);
  }
  expect(dataSets.size).toBeGreaterThanOrEqual(6);
});

test("an unknown name is refused with the names that there are", () => {
  const refusal = refusalOf(() => dataSetNamed("acdcc"));
  expect(refusal.kind).toBe("unknown-data-set");
  expect(refusal.message).toMatch(/^there is no data set acdcc; there are .*acdc.*folder/);
});
