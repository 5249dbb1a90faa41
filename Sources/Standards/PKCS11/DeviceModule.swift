// SPDX-License-Identifier: Apache-2.0
// The list of functions never changes while the module is open; C has no way to say so.
@preconcurrency import CPKCS11
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The module of a device: the program of its maker, opened once in a process.
///
/// It has one state for all its tokens, and is begun anew only while nobody is in it.
final class DeviceModule: Sendable {
  let functions: ck_function_list
  /// How many sessions were opened and not closed here; whoever has it is alone in the module.
  private let sessions = Mutex(0)

  private static let opened = Mutex<[String: DeviceModule]>([:])

  private init(_ functions: ck_function_list) { self.functions = functions }

  /// The module of a path.
  static func at(_ path: String) throws(DeviceFault) -> DeviceModule {
    try opened.withLock { opened throws(DeviceFault) in
      if let known = opened[path] { return known }
      let module = DeviceModule(try functions(of: path))
      opened[path] = module
      return module
    }
  }

  private static func functions(of path: String) throws(DeviceFault) -> ck_function_list {
    // It stays open as long as the process: nobody knows what threads it has.
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL), let symbol = dlsym(handle, "C_GetFunctionList") else { throw .noModule }
    typealias List = @convention(c) (UnsafeMutablePointer<UnsafeMutablePointer<ck_function_list>?>) -> UInt
    var list: UnsafeMutablePointer<ck_function_list>?
    guard unsafeBitCast(symbol, to: List.self)(&list) == 0, let list else { throw .noModule }
    return list.pointee
  }

  /// Does something while nobody else is in the module.
  func alone<Value: Sendable, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    try sessions.withLock { _ throws(Failure) in try body() }
  }

  /// Opens a session; where that fails as it does when a token or a service was gone, once more in a module that was begun anew.
  ///
  /// Not while another session is counted here: it would end with that. Nor after a PIN was tried: nobody knows whether it was taken for a wrong one.
  func opening(_ body: () throws(DeviceFault) -> UInt) throws(DeviceFault) -> UInt {
    try sessions.withLock { count throws(DeviceFault) in
      try begin()
      let session: UInt
      do throws(DeviceFault) {
        session = try body()
      } catch {
        guard count == 0, error == .noToken || error.endsSession, !error.isOfSigningIn else { throw error }
        _ = functions.finalize(nil)
        try begin()
        session = try body()
      }
      count += 1
      return session
    }
  }

  /// Counts a session no more, and closes it unless the device did.
  func close(_ session: UInt?) {
    sessions.withLock { count in
      if let session { _ = functions.close_session(session) }
      count -= 1
    }
  }

  private func begin() throws(DeviceFault) {
    var arguments = ck_initialize_arguments()
    arguments.flags = Number.systemLocks
    let begun = functions.initialize(&arguments)
    guard begun == 0 || begun == Number.isInitialised else { throw .refused(function: "C_Initialize", code: begun) }
  }
}
