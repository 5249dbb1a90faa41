// SPDX-License-Identifier: Apache-2.0
public import Hummingbird
import NIOCore

/// What Hummingbird carries along with a call.
public struct SiteContext: RequestContext {
  /// Hummingbird's own part.
  public var coreContext: CoreRequestContextStorage
  /// The network address the call comes from.
  public let address: String

  /// Takes the address from the connection.
  public init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    address = source.channel.remoteAddress?.ipAddress ?? "unknown"
  }

  /// The largest body read for a page's form.
  public var maxUploadSize: Int { FormData.sizeLimit }
}
