// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Where the module's catalogues are.
public enum ExchangeResources {
  /// The folder of the catalogues.
  public static let strings = Bundle.module.bundleURL.appending(path: "Strings")
}
