import { expect, test } from "vitest";
import { taperedLabels } from "../testing/beating-heart.ts";
import { analysisOf } from "../testing/study-input.ts";
import { slicesCsv } from "./slices-csv.ts";

test("a row says of each slice and phase whether it counted, by whose word, and what the rule says", async () => {
  const slices = { kind: "chosen", leftVentricle: { endDiastole: [2, 4] }, rightVentricle: {} } as const;
  const { measurements } = await analysisOf({}, { slices }, taperedLabels());
  const [header, ...rows] = slicesCsv(measurements).trim().split("\r\n");
  expect(header).toBe(
    "ventricle,phase,frameIndex,sliceIndex,verdict,share,by,reason,wallRuleVerdict,walledShare,landmarksVerdict,landmarksShare",
  );
  expect(rows).toHaveLength(24); // 6 slices, 2 phases, 2 ventricles
  expect(rows[1]).toBe("leftVentricle,endDiastole,1,1,left out,0,choice,not among the chosen slices 2–4,counted,1,,");
  expect(rows[2]).toBe("leftVentricle,endDiastole,1,2,counted,1,choice,among the chosen slices 2–4,counted,1,,");
  expect(rows[7]).toBe("leftVentricle,endSystole,4,1,counted,1,labels,every labelled slice counts,counted,1,,");
  expect(rows[12]).toBe("rightVentricle,endDiastole,1,0,no cavity,1,labels,no cavity is labelled,,,,");
});
