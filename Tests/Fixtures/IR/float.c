// Floats and vectors: read, never executed. Compiled by regenerate.sh.
typedef float vector __attribute__((vector_size(16)));
double scale(double a, float b) { return a * b + 1.5 > 1e10 ? -a : (double)(int)b; }
vector shuffle(vector a, vector b) { a[1] = b[2] * 3.0f; return __builtin_shufflevector(a, b, 0, 5, 2, 7); }
