import { expect, test } from "vitest";
import { taperedLabels } from "../testing/beating-heart.ts";
import { analysisOf } from "../testing/study-input.ts";
import { segmentsCsv } from "./segments-csv.ts";

test("each segment is a row with its wall, and what is not measurable an empty cell", async () => {
  const { measurements } = await analysisOf({}, { seenFrom: "apex" }, taperedLabels());
  const rows = segmentsCsv(measurements).split("\r\n");
  expect(rows).toHaveLength(1 + 16 + 1); // heading, segments, the end of the last line
  expect(rows[0]).toBe(
    "segmentNumber,name,endDiastolicThicknessMm,endSystolicThicknessMm,thickeningPercent,circumferentialStrainPercent",
  );
  const [number, name, thickness] = rows[8]!.split(",");
  expect([number, name]).toEqual(["8", "mid anteroseptal"]);
  expect(Number(thickness)).toBe(measurements.wall.segments[7]!.endDiastolicThicknessMm);

  const straight = await analysisOf();
  expect(segmentsCsv(straight.measurements).split("\r\n")[8]).toBe("8,mid anteroseptal,,,,");
});
