// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The peak of this process's memory.
enum Memory {
  static var peak: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    return (status.firstMatch(of: /VmHWM:\s+(\d+) kB/).flatMap { Int($0.1) } ?? 0) << 10
  }
}

/// Waits until something is so; `false` after ten seconds.
func eventually(_ isSo: @Sendable () -> Bool) async -> Bool {
  for _ in 0..<1000 {
    if isSo() { return true }
    try? await Task.sleep(for: .milliseconds(10))
  }
  return false
}

/// A connection that sends a body piece by piece, as a browser does with a file that does not fit into memory.
final class RawClient: Sendable {
  private let descriptor: Int32
  private let queue = DispatchQueue(label: "raw client")

  struct Failure: Error {}

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard result == 0 else { throw Failure() }
  }

  func close() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

  func begin(_ path: String, length: Int) async throws {
    let head = [
      "POST \(path) HTTP/1.1", "Host: localhost", "Cookie: signIn=one", "Content-Type: multipart/form-data; boundary=B0",
      "Content-Length: \(length)", "Connection: close", "", "",
    ]
    try await send(Array(head.joined(separator: "\r\n").utf8))
  }

  func send(_ bytes: [UInt8], times: Int = 1) async throws {
    try await run { descriptor in
      for _ in 0..<times {
        var sent = 0
        while sent < bytes.count {
          let count = bytes[sent...].withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
          guard count > 0 else { throw Failure() }
          sent += count
        }
      }
    }
  }

  func answer() async throws -> String {
    try await run { descriptor in
      var all: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 4096)
      while case let count = recv(descriptor, &piece, piece.count, 0), count > 0 { all += piece[..<count] }
      return String(decoding: all, as: UTF8.self)
    }
  }

  private func run<Value: Sendable>(_ body: @escaping @Sendable (Int32) throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { [descriptor] in continuation.resume(with: Result { try body(descriptor) }) }
    }
  }
}
