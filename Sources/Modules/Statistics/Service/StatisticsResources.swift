// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Where the module's words and data are.
public enum StatisticsResources {
  /// The folder of the catalogues.
  public static let strings = Bundle.module.bundleURL.appending(path: "Strings")
  /// The folder of the codebook and of the release tables.
  static let data = Bundle.module.bundleURL.appending(path: "Data")
}
