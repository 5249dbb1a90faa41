// SPDX-License-Identifier: Apache-2.0
// The seed of Source and SourcedProblem: the instruments' own files take its place.
public import Kernel
public enum Source: Sendable { case practice(String) }
public protocol SourcedProblem: Problem { var source: Source { get } }
