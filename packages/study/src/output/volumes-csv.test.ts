import { expect, test } from "vitest";
import { beatingLabels } from "../testing/beating-heart.ts";
import { analysisOf } from "../testing/study-input.ts";
import { volumesCsv } from "./volumes-csv.ts";

test("each frame is a row with its time, volumes and phases", async () => {
  const { measurements } = await analysisOf();
  const rows = volumesCsv(measurements, [0, 40, 80, 120, 160, 200, 240]).split("\r\n");
  expect(rows[0]).toBe(
    "frameIndex,triggerTimeMs,leftVentricleVolumeMl,rightVentricleVolumeMl,leftVentriclePhase,rightVentriclePhase",
  );
  expect(rows).toHaveLength(1 + 7 + 1); // heading, frames, the end of the last line
  const [frame, time, left, , phase] = rows[2]!.split(",");
  expect([frame, time, phase]).toEqual(["1", "40", "ED"]);
  expect(Number(left)).toBe(measurements.leftVentricle.endDiastolicVolumeMl);
  expect(rows[5]!.split(",")[4]).toBe("ES");
});

test("what is not known or not measurable is an empty cell", async () => {
  const { measurements } = await analysisOf({}, {}, beatingLabels([12, -9, 8]));
  expect(volumesCsv(measurements, undefined).split("\r\n")[2]).toBe("1,,,,,");
});
