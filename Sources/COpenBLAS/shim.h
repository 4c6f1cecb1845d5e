#ifndef PENSTOCK_COPENBLAS_H
#define PENSTOCK_COPENBLAS_H

// The few Fortran entry points Penstock calls. LAPACK is inside libopenblas; 32-bit integers (LP64).

// Least squares by complete orthogonal factorization: min ||B - A X||₂, A is m × n column-major, rank-revealing.
void dgelsy_(const int *m, const int *n, const int *nrhs, double *a, const int *lda, double *b, const int *ldb,
             int *jpvt, const double *rcond, int *rank, double *work, const int *lwork, int *info);

// Cholesky factorization of a symmetric positive definite matrix, and solution of systems with it.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b, const int *ldb, int *info);

// C := alpha op(A) op(B) + beta C.
void dgemm_(const char *transa, const char *transb, const int *m, const int *n, const int *k, const double *alpha, const double *a,
            const int *lda, const double *b, const int *ldb, const double *beta, double *c, const int *ldc);
// A X = B by LU decomposition with partial pivoting.
void dgesv_(const int *n, const int *nrhs, double *a, const int *lda, int *ipiv, double *b, const int *ldb, int *info);

// L D Lᵀ of a symmetric positive definite tridiagonal matrix, and solution of systems with it.
void dpttrf_(const int *n, double *d, double *e, int *info);
void dpttrs_(const int *n, const int *nrhs, const double *d, const double *e, double *b, const int *ldb, int *info);

void openblas_set_num_threads(int count);

#endif
