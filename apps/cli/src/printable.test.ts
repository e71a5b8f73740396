import { expect, test } from "vitest";
import { printable, printableLine } from "./printable.ts";
import { textTable } from "./text-table.ts";

test("escape sequences, C1 controls and marks of direction are shown, not obeyed", () => {
  expect(printable("a\x1b[31mred\x1b]52;c;eA==\x07")).toBe("a\\u001b[31mred\\u001b]52;c;eA==\\u0007");
  expect(printable("\u009b2Jfiles\u202egnp.exe")).toBe("\\u009b2Jfiles\\u202egnp.exe");
  expect(printable("Zoë 心臓 ±\n\tcine")).toBe("Zoë 心臓 ±\n\tcine");
});

test("what was JSON still is, and says the same", () => {
  const value = { name: "x\u009by\u202ez\x1b" };
  expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
});

test("a bar may draw over itself, and nothing within its text may", () => {
  expect(printable("\r\x1b[Kread 3 of 9")).toBe("\r\x1b[Kread 3 of 9");
  expect(printable("read \r\x1b[K3")).toBe("read \\u000d\\u001b[K3");
});

test("a cell stays on its line", () => {
  expect(printableLine("cine\nseries 2: whole cine")).toBe("cine series 2: whole cine");
  expect(textTable([["a\nb", "c"]], ["left", "left"])).toBe("a b  c\n");
});
