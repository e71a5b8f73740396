/** The folders of Landmark with two simulated patients, one in both views. */
import { png, temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";

const points = (uid: string, view: string) => [
  `cohort1,${uid},${view},1,4.5,3`,
  `cohort1,${uid},${view},2,12,3.25`,
  `cohort1,${uid},${view},3,9,17`,
];

/** @param twoChamberRows of the table, without a header. */
export function writeLandmark(
  twoChamberRows: readonly string[] = [...points("0001__00", "2C"), ...points("0001__09", "2C")],
): string {
  const folder = temporaryFolder();
  const fourChamberRows = [...points("0001__00", "4C"), ...points("0002__00", "4C").toReversed()];
  writeFiles(folder, {
    "lax_2c.csv": twoChamberRows.join("\n"),
    "lax_4c.csv": fourChamberRows.join("\n"),
    "lax_2c/images/0001__00.png": png(1),
    "lax_2c/images/0001__09.png": png(2),
    "lax_2c/masks/0001__00.png": png(3),
    "lax_4c/images/0001__00.png": png(4),
    "lax_4c/images/0002__00.png": png(5),
  });
  return folder;
}
