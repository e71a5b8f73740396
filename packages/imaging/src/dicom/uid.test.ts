import { expect, test } from "vitest";
import { uidFrom } from "./uid.ts";

test("a UID is 2.25 and the decimal value of a version 8 UUID", () => {
  const uid = uidFrom("study", "series", 3);
  expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
  const hex = BigInt(uid.slice(5)).toString(16).padStart(32, "0");
  expect(hex[12]).toBe("8");
  expect("89ab").toContain(hex[16]);
});

test("equal parts give equal UIDs, and where parts are split matters", () => {
  expect(uidFrom("a", "b", 1)).toBe(uidFrom("a", "b", 1));
  const distinct = [uidFrom("a", "bc"), uidFrom("ab", "c"), uidFrom("a", "b", "c"), uidFrom("a", 1), uidFrom("a", "1")];
  expect(new Set(distinct).size).toBe(5);
});
