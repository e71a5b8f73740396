import { describe, expect, test } from "vitest";
import { simplified } from "./transpose.ts";

describe("a transposition", () => {
  test("forgets axes of extent 1", () => {
    expect(simplified({ shape: [1, 3, 1, 5], perm: [3, 0, 2, 1] })).toEqual({ shape: [3, 5], perm: [1, 0] });
  });

  test("joins axes that stay together", () => {
    expect(simplified({ shape: [2, 64, 48, 48, 16], perm: [0, 2, 3, 4, 1] })).toEqual({
      shape: [2, 64, 36864],
      perm: [0, 2, 1],
    });
  });

  test("joins axes with one of extent 1 between them", () => {
    expect(simplified({ shape: [4, 3, 1, 5], perm: [1, 3, 0, 2] })).toEqual({ shape: [4, 15], perm: [1, 0] });
  });

  test("of patches back to an image keeps what is interleaved apart", () => {
    expect(simplified({ shape: [1, 12, 12, 16, 4, 4, 1, 64], perm: [0, 7, 1, 4, 2, 5, 3, 6] })).toEqual({
      shape: [12, 12, 16, 4, 4, 64],
      perm: [5, 0, 3, 1, 4, 2],
    });
  });
});
