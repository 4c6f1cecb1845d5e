import COpenBLAS

/// OpenBLAS on one thread. The parallelism is over series (`Parallel`): threads of its own would compete with it, wait spinning, and round
/// differently on other numbers of cores.
enum OpenBLAS {
    /// Read before any call into the library; evaluated once.
    static let isSingleThreaded: Bool = {
        openblas_set_num_threads(1)
        return true
    }()
}
