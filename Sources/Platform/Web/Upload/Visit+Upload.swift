// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import MultipartForm

extension Visit {
  /// Takes in a form with files, where the route takes any.
  ///
  /// Nothing reaches the disk unless the token, which stands first, fits and the officer may use the route. The fields are read even then,
  /// so that they can be shown again.
  /// - Returns: `nil` for a body of another kind.
  /// - Throws: ``WebProblem/unreadableForm`` for a form with files that the route does not take, and what ``UploadReceiver`` throws.
  func receiveUpload(_ request: Request, _ route: Route, _ parameters: Parameters) async throws -> Upload? {
    guard let type = request.headers[.contentType], type.lowercased().hasPrefix("multipart/") else { return nil }
    guard let limit = route.fileLimit, let boundary = MultipartParser.boundary(of: type) else { throw WebProblem.unreadableForm }
    guard route.isAPI || isSameSite(request) else { throw WebProblem.foreignForm }
    let csrf = site.csrf
    let binding = who?.signIn ?? visitorNonce
    let isPermitted = (try? permit(route)) != nil
    let isToken: @Sendable (String) -> Bool = { token in
      isPermitted && binding.map { csrf.accepts(token, for: $0) } ?? false
    }
    // Only who may use the route is told how much room there is.
    let room = isPermitted ? try await route.room?(values(parameters)) : nil
    var receiver = UploadReceiver(
      boundary: boundary, limit: limit, room: room ?? .max, announced: request.headers[.contentLength].flatMap { Int($0) },
      folder: site.settings.incoming, isToken: route.isAPI ? nil : isToken)
    return try await receiver.receive(request.body)
  }
}
