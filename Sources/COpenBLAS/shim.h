#ifndef PENSTOCK_COPENBLAS_H
#define PENSTOCK_COPENBLAS_H

// The few Fortran entry points Penstock calls. LAPACK is inside libopenblas; 32-bit integers (LP64).

// Least squares by complete orthogonal factorization: min ||B - A X||₂, A is m × n column-major, rank-revealing.
void dgelsy_(const int *m, const int *n, const int *nrhs, double *a, const int *lda, double *b, const int *ldb,
             int *jpvt, const double *rcond, int *rank, double *work, const int *lwork, int *info);

// A X = B by LU decomposition with partial pivoting.
void dgesv_(const int *n, const int *nrhs, double *a, const int *lda, int *ipiv, double *b, const int *ldb, int *info);

void openblas_set_num_threads(int count);

#endif
