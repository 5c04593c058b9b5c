import Glibc

/// Runs the jobs of one actor, one after another, on a thread of its own, which may therefore wait for a socket without
/// holding up the tasks of the program.
///
/// `@unchecked`: `jobs` and `isStopped` are touched only between lock and unlock of `mutex`; the two pointers never
/// change and are freed when nobody, the thread included, refers to the executor any more.
final class ThreadExecutor: SerialExecutor, @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [UnownedJob] = []
    private var isStopped = false

    /// - Throws: `PostgresError` when the system gives no further thread.
    init() throws {
        mutex = .allocate(capacity: 1)
        changed = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
        var thread = pthread_t()
        let reference = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<ThreadExecutor>.fromOpaque(context).takeRetainedValue().work() }
                return nil
            },
            reference.toOpaque())
        guard status == 0 else {
            reference.release()
            throw PostgresError.connectionLost("no thread for a connection", label: "")
        }
        pthread_detach(thread)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(mutex)
        jobs.append(job)
        pthread_cond_signal(changed)
        pthread_mutex_unlock(mutex)
    }

    /// Lets the thread end once it has nothing to do.
    func stop() {
        pthread_mutex_lock(mutex)
        isStopped = true
        pthread_cond_signal(changed)
        pthread_mutex_unlock(mutex)
    }

    private func work() {
        var batch: [UnownedJob] = []
        while true {
            pthread_mutex_lock(mutex)
            while jobs.isEmpty && !isStopped { pthread_cond_wait(changed, mutex) }
            swap(&jobs, &batch)
            pthread_mutex_unlock(mutex)
            guard !batch.isEmpty else { return }
            for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
            batch.removeAll(keepingCapacity: true)
        }
    }
}
