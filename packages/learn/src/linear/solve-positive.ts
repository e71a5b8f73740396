/**
 * Solves A·x = b of a symmetric positive definite matrix by Cholesky's decomposition.
 *
 * Source: Golub & Van Loan, Matrix Computations, 4th ed. 2013, algorithm 4.2.1.
 */

/** @param matrix Row-major (n, n); it is written over. @throws {RangeError} When it is not positive definite. */
export function solvePositive(matrix: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  decompose(matrix, n);
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= matrix[i * n + k]! * x[k]!;
    x[i]! /= matrix[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= matrix[k * n + i]! * x[k]!;
    x[i]! /= matrix[i * n + i]!;
  }
  return x;
}

/** L of A = L·Lᵀ, in the lower triangle. */
function decompose(matrix: Float64Array, n: number): void {
  for (let j = 0; j < n; j++)
    for (let i = j; i < n; i++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
      if (i > j) matrix[i * n + j] = sum / matrix[j * n + j]!;
      else if (sum > 0) matrix[j * n + j] = Math.sqrt(sum);
      else throw new RangeError(`the matrix is not positive definite: pivot ${j} is ${sum}`);
    }
}
