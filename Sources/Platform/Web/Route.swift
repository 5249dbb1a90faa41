// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes
public import Storage

/// Who may use a route.
public enum Access: Sendable, Hashable {
  /// Anybody; the reason stands in the list of public routes.
  case everybody(because: String)
  /// Anybody who is signed in, for what belongs to one's own account.
  case signedIn
  /// Officers with this permission.
  case permission(Permission)
}

/// One address of the site: its method, its path, who may use it, what it records and what it does.
public struct Route: Sendable {
  /// The method.
  public let method: HTTPRequest.Method
  /// The path, with `:name` for values: `/directory/states/:state`.
  public let path: String
  /// Who may use it.
  public let access: Access
  /// The facts it may record; never empty on a route that changes something.
  public private(set) var records: [EventKind]
  /// What it says about itself in the API description; `nil` for pages.
  public let operation: APIOperation?
  /// Whether it changes nothing although its method is POST, for example a check that is only computed.
  public let changesNothing: Bool
  /// The bytes that the files of a form may have together; `nil` for a route that takes no files.
  public private(set) var fileLimit: Int?
  /// How many bytes may still be kept with what the path's values name; `nil` for a route without such a limit.
  private(set) var room: (@Sendable (_ parameters: [String: String]) async throws -> Int)?
  private(set) var handler: Handler

  enum Handler: Sendable {
    case visitor(@Sendable (Call<SignedIn?>) async throws -> Answer)
    case officer(@Sendable (Call<SignedIn>) async throws -> Answer)
    case asset(Asset)
  }

  /// A page or form for officers.
  /// - Parameter files: the bytes that files sent with the form may have together; without it none are taken.
  public static func page(
    _ method: HTTPRequest.Method = .get, _ path: String, needs permission: Permission, records: [EventKind] = [],
    changesNothing: Bool = false, files: Int? = nil, _ handler: @escaping @Sendable (Call<SignedIn>) async throws -> Answer
  ) -> Route {
    Route(
      method: method, path: path, access: .permission(permission), records: records, operation: nil,
      changesNothing: changesNothing, fileLimit: files, handler: .officer(handler))
  }

  /// A page or form of one's own account: any officer who is signed in.
  public static func ownPage(
    _ method: HTTPRequest.Method = .get, _ path: String, records: [EventKind] = [],
    _ handler: @escaping @Sendable (Call<SignedIn>) async throws -> Answer
  ) -> Route {
    Route(
      method: method, path: path, access: .signedIn, records: records, operation: nil, changesNothing: false,
      handler: .officer(handler))
  }

  /// A page or form that anybody may use; `who` is there when somebody is signed in.
  public static func publicPage(
    _ method: HTTPRequest.Method = .get, _ path: String, because reason: String, records: [EventKind] = [],
    changesNothing: Bool = false, _ handler: @escaping @Sendable (Call<SignedIn?>) async throws -> Answer
  ) -> Route {
    Route(
      method: method, path: path, access: .everybody(because: reason), records: records, operation: nil,
      changesNothing: changesNothing, handler: .visitor(handler))
  }

  /// An address of the JSON API for officers; the path begins with `/api/`.
  /// - Parameter files: the bytes that files sent as `multipart/form-data` may have together; without it none are taken.
  public static func api(
    _ method: HTTPRequest.Method, _ path: String, needs permission: Permission, records: [EventKind] = [],
    changesNothing: Bool = false, files: Int? = nil, _ operation: APIOperation,
    _ handler: @escaping @Sendable (Call<SignedIn>) async throws -> Answer
  ) -> Route {
    Route(
      method: method, path: path, access: .permission(permission), records: records, operation: operation,
      changesNothing: changesNothing, fileLimit: files, handler: .officer(handler))
  }

  /// An address of the JSON API that anybody may use.
  public static func publicAPI(
    _ method: HTTPRequest.Method, _ path: String, because reason: String, changesNothing: Bool = false,
    _ operation: APIOperation, _ handler: @escaping @Sendable (Call<SignedIn?>) async throws -> Answer
  ) -> Route {
    Route(
      method: method, path: path, access: .everybody(because: reason), records: [], operation: operation,
      changesNothing: changesNothing, handler: .visitor(handler))
  }

  /// A file that pages link to: it holds no data, so nobody is looked up, and browsers keep it.
  public static func asset(_ asset: Asset, because reason: String) -> Route {
    Route(
      method: .get, path: asset.url, access: .everybody(because: reason), records: [], operation: nil, changesNothing: false,
      handler: .asset(asset))
  }

  /// The same route, whose files may be no longer than what is still free; asked before a byte is taken.
  /// - Parameter room: the bytes that may still be kept, from the values of the path's names.
  public func within(_ room: @escaping @Sendable (_ parameters: [String: String]) async throws -> Int) -> Route {
    var route = self
    route.room = room
    return route
  }

  /// The same route behind a gate, which runs before the handler, may refuse the call and may record facts of its own.
  public func behind(recording kinds: [EventKind], _ gate: @escaping @Sendable (Call<SignedIn>) async throws -> Void) -> Route {
    guard case .officer(let handle) = handler else { return self }
    var route = self
    route.records += kinds.filter { !records.contains($0) }
    route.handler = .officer { call in
      try await gate(call)
      return try await handle(call)
    }
    return route
  }

  /// Whether the route belongs to the JSON API.
  public var isAPI: Bool { operation != nil }

  /// Whether the method may change something.
  public var mayChange: Bool { method != .get && method != .head && !changesNothing }
}
