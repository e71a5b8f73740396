import { expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";
import { resultText } from "./parity.ts";

const group = { group: "out.logits", tensors: 1, largestError: 4.2e-7, worst: "logits", tolerance: 1e-4 };

test("each group stands on a line with its error, tolerance, worst tensor and note", () => {
  const gradients = { ...group, group: "grad.*", tensors: 47, largestError: 0.2, worst: "grad.a", tolerance: 1e-3 };
  const text = resultText({ folder: "unet2d", status: "missed", groups: [group, { ...gradients, note: "why" }] });
  expect(text.split("\n")).toEqual([
    "unet2d: missed",
    "  out.logits          4.2e-7 ≤ 1e-4",
    "✗ grad.*              2.0e-1 > 1e-3  worst of 47: grad.a  (why)",
    "",
  ]);
});

test("a kind that is not built yet is one line", () => {
  expect(resultText({ folder: "mae", status: "not built yet", groups: [] })).toBe("mae: not built yet\n");
});

test("a folder without references is refused by name, with exit code 1", async () => {
  const { exitCode, stderr, stdout } = await runCli(["parity", import.meta.dirname]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toContain(`${import.meta.dirname}: no folder in it holds config.json`);
});
