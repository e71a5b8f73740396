import { expect, test } from "vitest";
import { closingText, reasonsText } from "./result-text.ts";

test("each reason is told once, after what it keeps from being measured", () => {
  const none = { notMeasurable: "no haematocrit is given" };
  expect(reasonsText([["T1", 1000]])).toBe("");
  expect(
    reasonsText([
      ["ECV", none],
      ["ECV", none],
      ["T1", 1000],
    ]),
  ).toBe("\nnot measurable, ECV: no haematocrit is given\n");
});

test("warnings come before the report, and none are announced where there are none", () => {
  expect(closingText([], "out")).toMatch(/^\nReport: out.report\.html\n/);
  expect(closingText([{ kind: "scar-large", message: "look" }], "out")).toMatch(
    /^\n1 to look at first:\n {2}scar-large: look\n\nReport: /,
  );
});
