import { expect, test } from "vitest";
import { styleSheet } from "./style-sheet.ts";

test("a report that is drawn as pages is as close as one that is printed", () => {
  const block = (media: string) => styleSheet.split(`@media ${media} {`)[1]!.split("\n}")[0]!.split("\n");
  const printed = block("print").filter((rule) => /^ {2}(\.|h2|header|dl)/.test(rule) && !rule.includes(".player"));
  const drawn = block("screen").map((rule) => rule.replace("  .paper ", "  "));
  expect(printed.length).toBeGreaterThan(10);
  for (const rule of printed) expect(drawn).toContain(rule);
});
